import { sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { RSA_SHA256, signElement } from './saml-signing.ts';
import { EMAIL_FORMAT, IDP_ENTITY_ID, iso } from './saml-idp.ts';
import { idpKey } from './saml-keys.ts';

const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const LOGOUT_URL = 'https://gw.example/saml/okta/logout';

let messages = 0;

export interface LogoutOptions {
  readonly now?: number;
  readonly id?: string;
  readonly issuer?: string;
  /** null leaves it out. */
  readonly destination?: string | null;
  readonly issueInstant?: string;
  readonly notOnOrAfter?: string | null;
  readonly nameId?: string;
  readonly sessionIndexes?: readonly string[];
  /** Replaces the NameID element. */
  readonly nameIdXml?: string;
  /** More children, at the end. */
  readonly moreXml?: string;
}

const attribute = (name: string, value: string | null): string => (value === null ? '' : ` ${name}="${value}"`);

function rootOf(name: string, options: LogoutOptions): { id: string; start: string } {
  const { now = Date.now(), issuer = IDP_ENTITY_ID, destination = LOGOUT_URL } = options;
  messages += 1;
  const id = options.id ?? `_logout-${process.pid}-${messages}`;
  const start =
    `<saml2p:${name} xmlns:saml2p="${PROTOCOL}" ID="${id}" Version="2.0"` +
    ` IssueInstant="${options.issueInstant ?? iso(now)}"${attribute('Destination', destination)}`;
  return { id, start: `${start}%><saml2:Issuer xmlns:saml2="${ASSERTION}">${issuer}</saml2:Issuer>` };
}

/** A LogoutRequest of the IdP, not signed. */
export function logoutRequestXml(options: LogoutOptions = {}): { id: string; xml: string } {
  const { now = Date.now(), notOnOrAfter = iso(now + 300_000), nameId = 'ana@corp.example' } = options;
  const { id, start } = rootOf('LogoutRequest', options);
  const name =
    options.nameIdXml ?? `<saml2:NameID xmlns:saml2="${ASSERTION}" Format="${EMAIL_FORMAT}">${nameId}</saml2:NameID>`;
  const indexes = (options.sessionIndexes ?? [])
    .map((index) => `<saml2p:SessionIndex>${index}</saml2p:SessionIndex>`)
    .join('');
  const xml = start.replace('%', attribute('NotOnOrAfter', notOnOrAfter));
  return { id, xml: `${xml}${name}${indexes}${options.moreXml ?? ''}</saml2p:LogoutRequest>` };
}

export interface LogoutAnswerOptions extends LogoutOptions {
  readonly inResponseTo: string;
  readonly status?: string;
}

/** A LogoutResponse of the IdP, not signed. */
export function logoutResponseXml(options: LogoutAnswerOptions): { id: string; xml: string } {
  const { id, start } = rootOf('LogoutResponse', options);
  const status = options.status ?? 'urn:oasis:names:tc:SAML:2.0:status:Success';
  const xml = start.replace('%', attribute('InResponseTo', options.inResponseTo));
  return {
    id,
    xml: `${xml}<saml2p:Status><saml2p:StatusCode Value="${status}"/></saml2p:Status></saml2p:LogoutResponse>`,
  };
}

export interface RedirectOptions {
  readonly parameter?: 'SAMLRequest' | 'SAMLResponse';
  readonly relayState?: string;
  readonly algorithm?: string;
  readonly hash?: string;
  readonly key?: KeyObject;
  /** null: not signed. */
  readonly signature?: string | null;
  readonly encode?: (value: string) => string;
}

/** The query of the HTTP-Redirect binding, signed over its octets. */
export function redirectQuery(xml: string, options: RedirectOptions = {}): string {
  const { parameter = 'SAMLRequest', relayState, algorithm = RSA_SHA256, hash = 'sha256', key, signature } = options;
  const encode = options.encode ?? encodeURIComponent;
  const message = `${parameter}=${encode(deflateRawSync(Buffer.from(xml)).toString('base64'))}`;
  const state = relayState === undefined ? '' : `&RelayState=${encode(relayState)}`;
  if (signature === null) return message + state;
  const octets = `${message}${state}&SigAlg=${encode(algorithm)}`;
  const value = signature ?? sign(hash, Buffer.from(octets), key ?? idpKey().privateKey).toString('base64');
  return `${octets}&Signature=${encode(value)}`;
}

/** The form field of the HTTP-POST binding, with an enveloped signature. */
export const postedLogout = ({ id, xml }: { id: string; xml: string }): string =>
  Buffer.from(signElement(xml, id)).toString('base64');
