import { randomInt } from 'node:crypto';
import type { SentAttribute } from './statements.ts';
import type { SamlApp } from './saml-app.ts';
import type { AssertionEncryption } from './encrypt-assertion.ts';
import type { SignatureDigest } from './sign-element.ts';

/** Everything that a response says. Times are ms since epoch. */
export interface ResponsePlan {
  readonly responseId: string;
  readonly assertionId: string;
  readonly issuer: string;
  readonly destination: string;
  readonly recipient: string;
  readonly audience: string;
  /** Absent where the login started at the identity provider. */
  readonly inResponseTo: string | undefined;
  readonly sessionIndex: string;
  readonly nameId: string;
  readonly nameIdFormat: string;
  readonly issuedAt: number;
  readonly notBefore: number;
  readonly notOnOrAfter: number;
  readonly authnInstant: number;
  readonly sessionNotOnOrAfter: number | undefined;
  readonly authnContext: string;
  readonly attributes: readonly SentAttribute[];
  readonly signed: { readonly response: boolean; readonly assertion: boolean };
  readonly digest: SignatureDigest;
  readonly encryption: AssertionEncryption | undefined;
}

export interface SignOn {
  readonly nameId: string;
  readonly attributes: readonly SentAttribute[];
  /** ID of the AuthnRequest, where there is one. */
  readonly requestId: string | undefined;
  /** The allowed address that the request asked for, where it did. */
  readonly acsUrl?: string | undefined;
  readonly now: number;
  /** When the person signed in at the identity provider: may be long ago. */
  readonly signedInAt: number;
}

/** Five minutes either way. */
export const WINDOW_MS = 5 * 60_000;
const CHUNK = 10 ** 7;

const digits = (chunks: number): string =>
  Array.from({ length: chunks }, () => String(randomInt(CHUNK)).padStart(7, '0')).join('');

/** `id` and 26 decimal digits, of which the response and its assertion share the first twelve. */
export function messageIds(): { readonly responseId: string; readonly assertionId: string } {
  const shared = `id${randomInt(10_000, 99_999)}${digits(1)}`;
  return { responseId: shared + digits(2), assertionId: shared + digits(2) };
}

/** What Okta says by default for this sign-on. */
export function planResponse(app: SamlApp, signOn: SignOn): ResponsePlan {
  const { now, requestId } = signOn;
  return {
    ...messageIds(),
    issuer: app.entityId,
    destination: signOn.acsUrl ?? app.destination,
    recipient: signOn.acsUrl ?? app.recipient,
    audience: app.audience,
    inResponseTo: requestId,
    sessionIndex: requestId ?? `id${now}.${randomInt(CHUNK)}`,
    nameId: signOn.nameId,
    nameIdFormat: app.nameIdFormat,
    issuedAt: now,
    notBefore: now - WINDOW_MS,
    notOnOrAfter: now + WINDOW_MS,
    authnInstant: signOn.signedInAt,
    sessionNotOnOrAfter: app.sessionLifetimeMs === undefined ? undefined : now + app.sessionLifetimeMs,
    authnContext: app.authnContext,
    attributes: signOn.attributes,
    signed: app.signed,
    digest: app.digest,
    encryption: app.encryption,
  };
}
