import { createHash } from 'node:crypto';
import type { Caller, Endpoint, Input, Reply } from '../http/endpoint.ts';
import { isRefusal } from '../kernel/refusal.ts';
import type { RefusalCode } from '../kernel/refusal.ts';
import { addressKey } from './address-key.ts';
import type { CreateLimiter, Limiter } from './limiter.ts';
import type { LimitSettings } from './rate.ts';

type Handle = (input: Input<never, never, never>) => Promise<Reply>;
type KeyOf = (input: Input<never, never, never>) => string;
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
  (limiter: Limiter, counts: (code: RefusalCode) => boolean, keyOf: OptionalKeyOf): Wrap =>
  (handle) =>
  async (input) => {
    const key = keyOf(input);
    if (key === undefined) return handle(input);
    await limiter.check(key);
    try {
      return await handle(input);
    } catch (error) {
      if (isRefusal(error) && counts(error.code)) await limiter.note(key);
      throw error;
    }
  };

const addressOf: KeyOf = ({ caller }) => addressKey(caller.address);

/**
 * What the IdP's own pages post is counted apart: any other page that somebody in an office opens can make the browser
 * post what it likes, and must not lock the office out. Who is no browser may name any origin, and gains one more count.
 */
const senderOf =
  (isOfIdp: LimitDeps['isOfIdp']): KeyOf =>
  (input) => {
    const { origin } = input.headers;
    const isIdp = typeof origin === 'string' && isOfIdp(origin, connectionOf(input));
    return isIdp ? `${addressOf(input)} by the IdP` : addressOf(input);
  };

/** Our own button, which carries no message, is never kept from ending a session. */
const senderOfMessage = (isOfIdp: LimitDeps['isOfIdp']): OptionalKeyOf => {
  const sender = senderOf(isOfIdp);
  return (input) => {
    const { SAMLRequest, SAMLResponse } = input.body as {
      readonly SAMLRequest?: string;
      readonly SAMLResponse?: string;
    };
    return SAMLRequest === undefined && SAMLResponse === undefined ? undefined : sender(input);
  };
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

function connectionKey(input: Input<unknown, never, never>, isConnection: LimitDeps['isConnection']) {
  const name = connectionOf(input);
  return isConnection(name) ? name : undefined;
}

/** The endpoints, with those that are limited behind their limits. The others are handed through. */
export function limited(
  endpoints: readonly Endpoint[],
  { settings, create, isConnection, isOfIdp }: LimitDeps,
): readonly Endpoint[] {
  const acsRefusals = create('acs-refusals', settings.acsRefusalsPerAddress);
  const logoutRefusals = create('logout-refusals', settings.acsRefusalsPerAddress);
  const acs = create('acs', settings.acsPerConnection);
  const tokens = create('tokens', settings.tokensPerSession);
  const exchange = create('exchange-refusals', settings.exchangeRefusalsPerAddress);
  const startsOfAddress = create('login-starts-address', settings.loginStartsPerAddress);
  const starts = create('login-starts', settings.loginStartsPerConnection);
  const wraps = new Map<string, readonly Wrap[]>([
    [
      'GET /saml/:connection/login',
      // The address first: what it is refused does not count against the others.
      [byKey(startsOfAddress, addressOf), byKey(starts, (input) => connectionKey(input, isConnection))],
    ],
    [
      'POST /saml/:connection/acs',
      [byRefusals(acsRefusals, isAbuse, senderOf(isOfIdp)), byKey(acs, (input) => connectionKey(input, isConnection))],
    ],
    // To verify a signature inside a message takes long; that of a redirect does not.
    ['POST /saml/:connection/logout', [byRefusals(logoutRefusals, isAbuse, senderOfMessage(isOfIdp))]],
    ['POST /api/token', [byKey(tokens, ({ caller }) => sessionKey(caller))]],
    ['POST /api/token/exchange', [byRefusals(exchange, (code) => code === 'EXCHANGE_CODE_INVALID', addressOf)]],
  ]);
  return endpoints.map((endpoint) => {
    const around = wraps.get(`${endpoint.method} ${endpoint.path}`) ?? [];
    return { ...endpoint, handle: around.reduceRight((handle, wrap) => wrap(handle), endpoint.handle) };
  });
}
