import { inflateRawSync } from 'node:zlib';
import type { RefusalCode } from '../../src/kernel/refusal.ts';
import { acsUrl, audienceOf, issuerOf, keyOf, type AttackGateway, type ConnectionName } from './attack-gateway.ts';
import { assertionXml, encode, NOW, responseXml, samlResponse, type ResponseOptions } from './saml-idp.ts';

export const ATTACK_CLASSES = [
  'signature wrapping',
  'signature forgery',
  'text tricks',
  'shape and IDs',
  'encryption',
  'time',
  'status',
  'addressing',
  'other connection',
  'replay and request binding',
  'return address',
  'values and names',
  'flood',
  'HTTP',
  'encoding',
] as const;
export type AttackClass = (typeof ATTACK_CLASSES)[number];

/** One request to the gateway, as an attacker makes it. */
export interface Blow {
  /** Of the connection at whose assertion consumer it is posted. Default: that of the mark. */
  readonly connection?: string;
  /** SAMLResponse; left out where `request` says it all. */
  readonly response?: string;
  readonly relayState?: string;
  readonly cookie?: string;
  readonly request?: {
    readonly method?: string;
    readonly path?: string;
    readonly query?: string;
    readonly body?: string | Uint8Array<ArrayBuffer> | FormData;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

export interface AttackCase {
  readonly class: AttackClass;
  readonly name: string;
  readonly connection: ConnectionName;
  /** May act beforehand as a rightful user would: that is no part of the attack. */
  readonly build: (mark: Mark, field: Pick<AttackGateway, 'url'>) => Blow | Promise<Blow>;
  readonly expected: RefusalCode;
  /** The rightful assertion has been used by `build`: afterwards a new one of the same person must log in. */
  readonly uses?: boolean;
  /** The rightful owner is another one: the person of the mark never gets in. */
  readonly owned?: boolean;
}

/** Something hostile that comes in with a rightful login, and must come to nothing. */
export interface HarmlessCase extends Omit<AttackCase, 'expected' | 'uses' | 'owned'> {
  /** Of the session that is granted. Default: `['agent']`. */
  readonly roles?: readonly string[];
  /** Of the 303. Default: the first entry of returnTo. */
  readonly location?: string;
}

let marks = 0;

/** The person who is attacked, and the rightful response of their IdP that the attacker has got hold of. */
export interface Mark {
  readonly connection: ConnectionName;
  readonly email: string;
  readonly responseId: string;
  readonly assertionId: string;
  /** All that a response for this person and this connection says. */
  options(changes?: ResponseOptions): ResponseOptions;
  /** A response of the IdP, under the rightful IDs. */
  respond(changes?: ResponseOptions): string;
  /** What the attacker wants us to believe: the same person, as admin, signed by nobody. */
  readonly evilAssertion: string;
  evilResponse(inner: string, changes?: ResponseOptions): string;
}

export function aMark(connection: ConnectionName): Mark {
  marks += 1;
  const id = `${process.pid}-${marks}`;
  const email = `mark-${marks}@corp.example`;
  const [responseId, assertionId] = [`_response-${id}`, `_assertion-${id}`];
  const options = (changes: ResponseOptions = {}): ResponseOptions => ({
    now: NOW,
    responseId,
    assertionId,
    issuer: issuerOf(connection),
    destination: acsUrl(connection),
    recipient: acsUrl(connection),
    audiences: [audienceOf(connection)],
    nameId: email,
    attributes: attributesOf(email, ['agent']),
    signing: { key: keyOf(connection).privateKey, certificate: keyOf(connection).certificate, ...changes.signing },
    ...without(changes),
  });
  const evil = options({
    attributes: attributesOf(email, ['admin']),
    assertionId: `_evil-${id}`,
    responseId: `_fake-${id}`,
  });
  return {
    connection,
    email,
    responseId,
    assertionId,
    options,
    respond: (changes) => samlResponse(options(changes)),
    evilAssertion: assertionXml(evil),
    evilResponse: (inner, changes = {}) => responseXml(inner, { ...evil, ...changes }),
  };
}

const without = ({ signing: _signing, ...changes }: ResponseOptions): ResponseOptions => changes;

export const attributesOf = (
  email: string,
  roles: readonly string[],
): readonly (readonly [name: string, values: readonly string[]])[] => [
  ['email', [email]],
  ['full_name', ['Ana Ruiz']],
  ['roles', roles],
];

/** Sends one request and follows nothing. */
export function strike({ url }: Pick<AttackGateway, 'url'>, blow: Blow, connection: string): Promise<Response> {
  const { request = {}, response, relayState, cookie } = blow;
  const body = new URLSearchParams();
  if (response !== undefined) body.set('SAMLResponse', response);
  if (relayState !== undefined) body.set('RelayState', relayState);
  const { method = 'POST', path = `/saml/${blow.connection ?? connection}/acs`, query = '' } = request;
  return fetch(`${url}${path}${query === '' ? '' : `?${query}`}`, {
    method,
    redirect: 'manual',
    ...(method !== 'GET' && method !== 'HEAD' && { body: request.body ?? body }),
    headers: { accept: 'application/json', ...(cookie !== undefined && { cookie }), ...request.headers },
  });
}

export interface BegunLogin {
  readonly requestId: string;
  readonly relayState: string;
  /** As a Cookie header. */
  readonly cookie: string;
}

/** A login that a browser begins here. */
export async function beginLogin(
  { url }: Pick<AttackGateway, 'url'>,
  connection: ConnectionName,
  returnTo?: string,
): Promise<BegunLogin> {
  const query = returnTo === undefined ? '' : `?${new URLSearchParams({ return_to: returnTo }).toString()}`;
  const answer = await fetch(`${url}/saml/${connection}/login${query}`, { redirect: 'manual' });
  const { searchParams } = new URL(answer.headers.get('location') ?? '');
  const xml = inflateRawSync(Buffer.from(searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
  const [cookie = ''] = answer.headers.getSetCookie();
  return {
    requestId: piece(xml, /(?<= ID=")[^"]*/),
    relayState: searchParams.get('RelayState') ?? '',
    cookie: cookie.split(';')[0] ?? '',
  };
}

/** Fails where the attack would not attack anything. */
export function swap(xml: string, from: string | RegExp, to: string): string {
  const changed = xml.replace(from, () => to);
  if (changed === xml) throw new Error(`nothing to change: ${String(from)}`);
  return changed;
}

export function piece(xml: string, pattern: RegExp): string {
  const found = pattern.exec(xml)?.[0];
  if (found === undefined) throw new Error(`nothing found: ${String(pattern)}`);
  return found;
}

export const posted = (xml: string): Blow => ({ response: encode(xml) });

/** Puts something before the Status of a response, inside Extensions. */
export const inExtensions = (xml: string, inner: string): string =>
  swap(xml, '<saml2p:Status>', `<saml2p:Extensions>${inner}</saml2p:Extensions><saml2p:Status>`);
