import { createHash } from 'node:crypto';
import type { Caller, Endpoint, Input, Reply } from '../http/endpoint.ts';
import { isRefusal } from '../kernel/refusal.ts';
import type { RefusalCode } from '../kernel/refusal.ts';
import { addressKeys, type AddressKeys } from './address-key.ts';
import { addressLimiter, type AddressLimiter } from './address-limiter.ts';
import { fairLimiter, type FairLimiter } from './fair-limiter.ts';
import type { CreateLimiter, Limiter } from './limiter.ts';
import type { LimitSettings } from './rate.ts';

type Handle = (input: Input<never, never, never>) => Promise<Reply>;
type SenderOf = (input: Input<never, never, never>) => AddressKeys;
/** undefined for what is not counted. */
type OptionalKeyOf = (input: Input<never, never, never>) => string | undefined;
type Wrap = (handle: Handle) => Handle;

export interface LimitDeps {
  readonly settings: LimitSettings;
  readonly create: CreateLimiter;
  /** Names from outside get no counter of their own. */
  readonly isConnection: (name: string) => boolean;
  /** Whether a page of this origin (RFC 6454) is one of the IdP of this connection. */
  readonly isOfIdp: (origin: string, connection: string) => boolean;
}

/**
 * What anybody can send without an IdP's help. A refusal that follows from what the IdP signed (a role that is missing)
 * may come in great numbers from an office where a shift begins, and is no abuse.
 */
const isAbuse = (code: RefusalCode): boolean => code.startsWith('SAML_') && code !== 'SAML_VERIFIER_BUSY';

/**
 * Counts refusals by address, and nothing else by address: a whole shift may stand behind one. Whoever has used them up is
 * refused before any work is done.
 */
const byRefusals =
  (limiter: AddressLimiter, counts: (code: RefusalCode) => boolean, senderIn: SenderOf): Wrap =>
  (handle) =>
  async (input) => {
    const sender = senderIn(input);
    await limiter.check(sender);
    try {
      return await handle(input);
    } catch (error) {
      if (isRefusal(error) && counts(error.code)) await limiter.note(sender);
      throw error;
    }
  };

const addressOf: SenderOf = ({ caller }) => addressKeys(caller.address);

/**
 * What the IdP's own pages post is counted apart: any other page that somebody in an office opens can make the browser
 * post what it likes, and must not lock the office out. Who is no browser may name any origin, and gains one more count.
 */
const senderOf =
  (isOfIdp: LimitDeps['isOfIdp']): SenderOf =>
  (input) => {
    const { origin } = input.headers;
    const { address, network } = addressOf(input);
    const isIdp = typeof origin === 'string' && isOfIdp(origin, connectionOf(input));
    return isIdp ? { address: `${address} by the IdP`, network: `${network} by the IdP` } : { address, network };
  };

/** Our own button, which carries no message, is never kept from ending a session. */
function hasMessage({ body }: Input<never, never, never>): boolean {
  const { SAMLRequest, SAMLResponse } = body as { readonly SAMLRequest?: string; readonly SAMLResponse?: string };
  return SAMLRequest !== undefined || SAMLResponse !== undefined;
}

const onlyMessages =
  (wrap: Wrap): Wrap =>
  (handle) => {
    const wrapped = wrap(handle);
    return (input) => (hasMessage(input) ? wrapped(input) : handle(input));
  };

const byAddress =
  (limiter: AddressLimiter): Wrap =>
  (handle) =>
  async (input) => {
    await limiter.take(addressOf(input));
    return handle(input);
  };

const byKey =
  (limiter: Limiter, keyOf: OptionalKeyOf): Wrap =>
  (handle) =>
  async (input) => {
    const key = keyOf(input);
    if (key !== undefined) await limiter.take(key);
    return handle(input);
  };

/** The credential itself must not stand in the store. */
const sessionKey = ({ credential }: Caller): string | undefined =>
  credential && createHash('sha256').update(credential).digest('base64url');

const connectionOf = ({ params }: Input<unknown, never, never>): string =>
  (params as { readonly connection?: string } | undefined)?.connection ?? '';

/** A rate of each connection, which its callers share. */
const byConnection =
  (limiter: FairLimiter, isConnection: LimitDeps['isConnection']): Wrap =>
  (handle) =>
  async (input) => {
    const name = connectionOf(input);
    if (isConnection(name)) await limiter.take(name, addressOf(input));
    return handle(input);
  };

/** In the order in which they are asked: the caller first, as what it is refused does not count against the others. */
function wrapsOf({ settings, create, isConnection, isOfIdp }: LimitDeps): ReadonlyMap<string, readonly Wrap[]> {
  const perAddress = (name: string, rate: LimitSettings[keyof LimitSettings]) => addressLimiter(create, name, rate);
  const perConnection = (name: string, rate: LimitSettings[keyof LimitSettings]) =>
    byConnection(fairLimiter(create, name, rate), isConnection);
  const sender = senderOf(isOfIdp);
  const { acsRefusalsPerAddress, acsPerConnection } = settings;
  return new Map<string, readonly Wrap[]>([
    [
      'GET /saml/:connection/login',
      [
        byAddress(perAddress('login-starts-address', settings.loginStartsPerAddress)),
        perConnection('login-starts', settings.loginStartsPerConnection),
      ],
    ],
    [
      'POST /saml/:connection/acs',
      [
        byRefusals(perAddress('acs-refusals', acsRefusalsPerAddress), isAbuse, sender),
        perConnection('acs', acsPerConnection),
      ],
    ],
    // To verify a signature inside a message takes long; that of a redirect does not.
    [
      'POST /saml/:connection/logout',
      [
        byRefusals(perAddress('logout-refusals', acsRefusalsPerAddress), isAbuse, sender),
        perConnection('logout', acsPerConnection),
      ].map(onlyMessages),
    ],
    ['POST /api/token', [byKey(create('tokens', settings.tokensPerSession), ({ caller }) => sessionKey(caller))]],
    [
      'POST /api/token/exchange',
      [
        byRefusals(
          perAddress('exchange-refusals', settings.exchangeRefusalsPerAddress),
          (code) => code === 'EXCHANGE_CODE_INVALID',
          addressOf,
        ),
      ],
    ],
  ]);
}

/** The endpoints, with those that are limited behind their limits. The others are handed through. */
export function limited(endpoints: readonly Endpoint[], deps: LimitDeps): readonly Endpoint[] {
  const wraps = wrapsOf(deps);
  return endpoints.map((endpoint) => {
    const around = wraps.get(`${endpoint.method} ${endpoint.path}`) ?? [];
    return { ...endpoint, handle: around.reduceRight((handle, wrap) => wrap(handle), endpoint.handle) };
  });
}
