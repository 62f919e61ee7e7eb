import { toIso } from '../checks/instant.ts';
import type { Connection } from '../connection.ts';
import { escapeXml } from '../escape-xml.ts';
import { ASSERTION, PROTOCOL } from '../namespaces.ts';
import { signEnveloped } from './enveloped-signature.ts';
import type { LogoutBinding, LogoutDelivery } from './logout-message.ts';
import { redirectAddress } from './redirect-signature.ts';

const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';
/** How long the IdP may take to read a request of ours, ms. */
const REQUEST_LIFE_MS = 300_000;

export interface OurLogoutRequest {
  readonly id: string;
  readonly now: number;
  readonly nameId: { readonly value: string; readonly format?: string };
  readonly sessionIndex?: string | undefined;
}

export interface OurLogoutResponse {
  readonly id: string;
  readonly now: number;
  readonly inResponseTo: string;
  readonly relayState?: string | undefined;
}

const issuer = (entityId: string): string => `<saml:Issuer>${escapeXml(entityId)}</saml:Issuer>`;

const opening = (name: string, { id, now }: { id: string; now: number }, destination: string): string =>
  `<samlp:${name} xmlns:samlp="${PROTOCOL}" xmlns:saml="${ASSERTION}" ID="${id}" Version="2.0"` +
  ` IssueInstant="${toIso(now)}" Destination="${escapeXml(destination)}"`;

/** core 3.7.1. */
function requestXml({ sp }: Connection, request: OurLogoutRequest, destination: string): string {
  const { now, nameId, sessionIndex } = request;
  const format = nameId.format === undefined ? '' : ` Format="${escapeXml(nameId.format)}"`;
  return (
    `${opening('LogoutRequest', request, destination)} NotOnOrAfter="${toIso(now + REQUEST_LIFE_MS)}"` +
    ` Reason="urn:oasis:names:tc:SAML:2.0:logout:user">${issuer(sp.entityId)}` +
    `<saml:NameID${format}>${escapeXml(nameId.value)}</saml:NameID>` +
    (sessionIndex === undefined ? '' : `<samlp:SessionIndex>${escapeXml(sessionIndex)}</samlp:SessionIndex>`) +
    '</samlp:LogoutRequest>'
  );
}

/** core 3.7.2. */
function responseXml({ sp }: Connection, response: OurLogoutResponse, destination: string): string {
  return (
    `${opening('LogoutResponse', response, destination)} InResponseTo="${escapeXml(response.inResponseTo)}">` +
    `${issuer(sp.entityId)}<samlp:Status><samlp:StatusCode Value="${SUCCESS}"/></samlp:Status></samlp:LogoutResponse>`
  );
}

interface Posting {
  readonly id: string;
  readonly destination: string;
  readonly parameter: 'SAMLRequest' | 'SAMLResponse';
  readonly relayState?: string | undefined;
  readonly signingKey?: string | undefined;
}

/** bindings 3.5.4: not deflated. */
function posted(xml: string, { id, destination, parameter, relayState, signingKey }: Posting): LogoutDelivery {
  const signed = signingKey === undefined ? xml : signEnveloped(xml, id, signingKey);
  const fields = {
    [parameter]: Buffer.from(signed, 'utf8').toString('base64'),
    ...(relayState !== undefined && { RelayState: relayState }),
  };
  return { binding: 'post', action: destination, fields };
}

const delivered = (binding: LogoutBinding, xml: string, terms: Posting): LogoutDelivery =>
  binding === 'post' ? posted(xml, terms) : { binding, url: redirectAddress(xml, terms) };

/** Our request, signed; undefined where the IdP has no logout address or we have no key, for IdPs refuse unsigned ones. */
export function sendLogoutRequest(connection: Connection, request: OurLogoutRequest): LogoutDelivery | undefined {
  const { redirect, post } = connection.idp.slo ?? {};
  const { signingKey } = connection.sp;
  const destination = redirect ?? post;
  if (destination === undefined || signingKey === undefined) return undefined;
  const terms = { id: request.id, destination, parameter: 'SAMLRequest', signingKey } as const;
  return delivered(redirect === undefined ? 'post' : 'redirect', requestXml(connection, request, destination), terms);
}

function answersAt(address: string, binding: LogoutBinding, { slo, sloAnswers }: Connection['idp']): string {
  if (sloAnswers !== undefined && 'url' in sloAnswers) return sloAnswers.url;
  return slo?.responses?.[binding] ?? `${address}${sloAnswers?.suffix ?? ''}`;
}

/** Our answer by the binding of the request where the IdP listens to it, else by the other; signed where we have a key. */
export function sendLogoutResponse(
  connection: Connection,
  binding: LogoutBinding,
  response: OurLogoutResponse,
): LogoutDelivery | undefined {
  const { slo = {} } = connection.idp;
  const used = slo[binding] === undefined ? other(binding) : binding;
  const destination = slo[used] && answersAt(slo[used], used, connection.idp);
  if (destination === undefined) return undefined;
  const { id, relayState } = response;
  const { signingKey } = connection.sp;
  const terms = { id, destination, parameter: 'SAMLResponse', relayState, signingKey } as const;
  return delivered(used, responseXml(connection, response, destination), terms);
}

const other = (binding: LogoutBinding): LogoutBinding => (binding === 'post' ? 'redirect' : 'post');
