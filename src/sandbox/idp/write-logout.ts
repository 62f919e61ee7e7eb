import { sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { AppSession } from './org-sessions.ts';
import { messageIds } from './response-plan.ts';
import type { SamlApp } from './saml-app.ts';
import { RSA_SHA256, signElement } from './sign-element.ts';
import type { SigningKeys } from './signing-keys.ts';
import { NAMESPACES, xmlAttributes, xmlText } from './xml.ts';

const ENTITY_FORMAT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity';

interface Written {
  readonly id: string;
  readonly xml: string;
}

interface Envelope {
  readonly name: 'LogoutRequest' | 'LogoutResponse';
  readonly destination: string;
  readonly inResponseTo?: string;
  readonly now: number;
}

function message({ entityId }: SamlApp, { name, destination, inResponseTo, now }: Envelope, content: string): Written {
  const { responseId: id } = messageIds();
  const attributes = xmlAttributes([
    ['Destination', destination],
    ['ID', id],
    ['InResponseTo', inResponseTo],
    ['IssueInstant', new Date(now).toISOString()],
    ['Version', '2.0'],
    ['xmlns:saml2p', NAMESPACES.protocol],
  ]);
  const scope: readonly [string, string] = ['xmlns:saml2', NAMESPACES.assertion];
  const issuer = `<saml2:Issuer${xmlAttributes([['Format', ENTITY_FORMAT], scope])}>${xmlText(entityId)}</saml2:Issuer>`;
  return { id, xml: `<saml2p:${name}${attributes}>${issuer}${content}</saml2p:${name}>` };
}

/** What the browser carries to the service provider. */
export type LogoutDelivery =
  | { readonly binding: 'redirect'; readonly url: string }
  | {
      readonly binding: 'post';
      readonly action: string;
      readonly fields: readonly (readonly [name: string, value: string])[];
    };

const posted = ({ id, xml }: Written, keys: SigningKeys): string => {
  const signed = signElement(xml, { id, keys, digest: 'sha256', typedValues: false });
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${signed}`).toString('base64');
};

function redirected({ xml }: Written, url: string, keys: SigningKeys): string {
  const deflated = deflateRawSync(Buffer.from(xml)).toString('base64');
  const octets = `SAMLRequest=${encodeURIComponent(deflated)}&SigAlg=${encodeURIComponent(RSA_SHA256)}`;
  const signature = sign('sha256', Buffer.from(octets), keys.privateKey).toString('base64');
  return `${url}${url.includes('?') ? '&' : '?'}${octets}&Signature=${encodeURIComponent(signature)}`;
}

export interface LogoutStatus {
  readonly code: string;
  readonly subcode?: string;
  readonly text?: string;
}

export const SUCCEEDED: LogoutStatus = { code: 'Success' };
/** What Okta answers to a signature that does not hold (okta.md 1.9). */
export const INVALID_SIGNATURE: LogoutStatus = { code: 'Responder', subcode: 'AuthnFailed', text: 'Invalid Signature' };
export const NO_SESSION: LogoutStatus = { code: 'Responder', subcode: 'UnknownPrincipal', text: 'No such session' };

const statusCode = (code: string, inner: string): string => {
  const value = `Value="urn:oasis:names:tc:SAML:2.0:status:${code}"`;
  return inner === '' ? `<saml2p:StatusCode ${value}/>` : `<saml2p:StatusCode ${value}>${inner}</saml2p:StatusCode>`;
};

const statusXml = ({ code, subcode, text }: LogoutStatus): string =>
  `<saml2p:Status xmlns:saml2p="${NAMESPACES.protocol}">` +
  statusCode(code, subcode === undefined ? '' : statusCode(subcode, '')) +
  (text === undefined ? '' : `<saml2p:StatusMessage>${xmlText(text)}</saml2p:StatusMessage>`) +
  '</saml2p:Status>';

export interface AnswerTerms {
  readonly logoutUrl: string;
  readonly inResponseTo: string;
  readonly status: LogoutStatus;
  readonly relayState: string | null;
  readonly now: number;
}

/** The answer to a request of the service provider, signed, by POST. */
export function logoutResponse(
  app: SamlApp,
  keys: SigningKeys,
  terms: AnswerTerms,
): LogoutDelivery & { binding: 'post' } {
  const { logoutUrl, inResponseTo, relayState, now } = terms;
  const envelope = { name: 'LogoutResponse', destination: logoutUrl, inResponseTo, now } as const;
  const response = posted(message(app, envelope, statusXml(terms.status)), keys);
  const state = relayState === null ? [] : [['RelayState', relayState] as const];
  return { binding: 'post', action: logoutUrl, fields: [['SAMLResponse', response], ...state] };
}

/** Our request to end a session in an app that takes part, signed. */
export function logoutRequest(
  app: SamlApp & { readonly participates: NonNullable<SamlApp['participates']> },
  keys: SigningKeys,
  session: AppSession,
  now: number,
): { readonly id: string; readonly delivery: LogoutDelivery } {
  const { url, binding, sessionIndexRequired } = app.participates;
  const nameId = `<saml2:NameID${xmlAttributes([
    ['Format', session.nameIdFormat],
    ['xmlns:saml2', NAMESPACES.assertion],
  ])}>${xmlText(session.nameId)}</saml2:NameID>`;
  const index = sessionIndexRequired
    ? `<saml2p:SessionIndex>${xmlText(session.sessionIndex)}</saml2p:SessionIndex>`
    : '';
  const written = message(app, { name: 'LogoutRequest', destination: url, now }, nameId + index);
  const delivery: LogoutDelivery =
    binding === 'redirect'
      ? { binding, url: redirected(written, url, keys) }
      : { binding, action: url, fields: [['SAMLRequest', posted(written, keys)]] };
  return { id: written.id, delivery };
}
