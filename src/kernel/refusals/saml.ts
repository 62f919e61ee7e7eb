import { printable } from '../printable.ts';
import { entry } from './entry.ts';

export interface Mismatch {
  readonly expected: string;
  readonly received: string;
}

const slashOnly = ({ expected, received }: Mismatch): string =>
  expected.replace(/\/$/, '') === received.replace(/\/$/, '') ? ' They differ only in the trailing slash.' : '';
const mismatch = (e: Mismatch): string =>
  `Expected “${printable(e.expected)}”, received “${printable(e.received)}”.${slashOnly(e)}`;

/** In the order in which a response is checked. Clauses are those of SAML 2.0 core (core), bindings and profiles. */
export const SAML_REFUSALS = {
  SAML_CONNECTION_UNKNOWN: entry<{ connection: string }>({
    status: 404,
    title: 'No such connection',
    hint: 'The path names a connection that the configuration does not have. Compare the ACS URL in the IdP with `connections`.',
  }),
  SAML_MESSAGE_MISSING: entry({
    status: 400,
    title: 'The request carries no SAML response',
    hint: 'The assertion consumer takes an HTTP POST form with one SAMLResponse field (bindings 3.5). Start again from the tile in your identity provider.',
  }),
  SAML_NOT_BASE64: entry({
    status: 400,
    title: 'The SAML response is not base64',
    hint: 'SAMLResponse must be strict base64 of UTF-8 text, not deflated (bindings 3.5.4).',
  }),
  SAML_TOO_LARGE: entry<{ limit: string; allowed: number }>({
    status: 413,
    title: 'The SAML response is larger than allowed',
    hint: 'Send fewer groups or attributes: in the IdP, filter the group statement to the groups that the contact centre uses.',
    detail: (e) => `Limit: ${e.limit} (${e.allowed}).`,
  }),
  SAML_MALFORMED: entry<{ reason: string }>({
    status: 400,
    title: 'The SAML response is not well-formed',
    hint: 'The response must be well-formed XML without a document type and without processing instructions.',
    detail: (e) => `${printable(e.reason)}.`,
  }),
  SAML_SHAPE: entry<{ reason: string }>({
    status: 400,
    title: 'The SAML response does not have the expected structure',
    hint: 'One Response (SAML 2.0) with one Assertion or one EncryptedAssertion is expected; check that the IdP app is a SAML 2.0 app.',
    detail: (e) => `${printable(e.reason)}.`,
  }),
  SAML_STATUS_NOT_SUCCESS: entry<{ status: string; message: string }>({
    status: 403,
    title: 'The identity provider reported that the sign-on failed',
    hint: 'Look at the sign-on log of the IdP for this person and time.',
    detail: (e) => `Status: “${printable(e.status)}” ${printable(e.message)}.`,
  }),
  SAML_NO_ASSERTION: entry({
    status: 403,
    title: 'The SAML response carries no assertion',
    hint: 'Check in the IdP that the person is assigned to the app and that the response is not a logout message.',
  }),
  SAML_ENCRYPTION_UNSUPPORTED: entry({
    status: 403,
    title: 'The assertion is encrypted, but this connection has no decryption key',
    hint: 'Set sp.decryptionKey of the connection, or switch assertion encryption off in the IdP.',
  }),
  SAML_DECRYPTION_FAILED: entry({
    status: 403,
    title: 'The assertion could not be decrypted',
    hint: 'The IdP must encrypt with the certificate in our current metadata, AES-GCM and RSA-OAEP.',
  }),
  SAML_ALGORITHM: entry<{ algorithm: string }>({
    status: 403,
    title: 'The signature uses an algorithm that is not allowed',
    hint: 'Choose RSA-SHA256 and SHA-256 in the IdP. SHA-1 is accepted only where the connection names it.',
    detail: (e) => `Algorithm: “${printable(e.algorithm)}”.`,
  }),
  SAML_SIGNATURE_SHAPE: entry<{ reason: string }>({
    status: 403,
    title: 'The XML signature does not have the expected form',
    hint: 'One Reference to the signed element, enveloped-signature and exclusive canonicalization only (core 5.4).',
    detail: (e) => `${printable(e.reason)}.`,
  }),
  SAML_SIGNATURE_MISSING: entry<{ required: string }>({
    status: 403,
    title: 'The SAML response is not signed as this connection requires',
    hint: 'Switch signing on in the IdP (Okta: General > SAML Settings > Show Advanced Settings), or relax `signed` of the connection.',
    detail: (e) => `Required: ${e.required}.`,
  }),
  SAML_SIGNATURE_INVALID: entry({
    status: 403,
    title: 'The signature does not verify with the certificates of this connection',
    hint: 'If the IdP has rolled its signing key, add the new certificate to the connection (or refresh its metadata). Otherwise the message was altered.',
  }),
  SAML_ISSUER_MISMATCH: entry<Mismatch>({
    status: 403,
    title: 'The response comes from another issuer',
    hint: 'Compare idp.entityId of the connection with the Issuer that the IdP shows for this app (core 2.2.5).',
    detail: mismatch,
  }),
  SAML_DESTINATION_MISMATCH: entry<Mismatch>({
    status: 403,
    title: 'The response was sent to another address',
    hint: 'The single sign-on URL (ACS) and Destination in the IdP must equal our ACS URL, character for character (core 3.2.2).',
    detail: mismatch,
  }),
  SAML_SUBJECT_MISSING: entry<{ reason: string }>({
    status: 403,
    title: 'The assertion does not name one person',
    hint: 'Give the app a NameID in the IdP: one value that stays the same, at most 256 characters, without control characters.',
    detail: (e) => `${printable(e.reason)}.`,
  }),
  SAML_SUBJECT_CONFIRMATION: entry<{ reason: string } & Partial<Mismatch>>({
    status: 403,
    title: 'No bearer confirmation of the assertion fits this login',
    hint: 'Recipient must equal our ACS URL, and the confirmation must not have expired (profiles 4.1.4.3). Check ACS/Recipient in the IdP and both clocks.',
    detail: ({ reason, expected, received }) =>
      `${printable(reason)}.${expected === undefined ? '' : ` ${mismatch({ expected, received: received ?? '' })}`}`,
  }),
  SAML_NOT_YET_VALID: entry<{ notBefore: string; now: string }>({
    status: 403,
    title: 'The assertion is not valid yet',
    hint: 'The clocks differ: check time synchronisation of the gateway and the IdP, or raise `skew` of the connection.',
    detail: (e) => `Valid from ${e.notBefore}, now ${e.now}.`,
  }),
  SAML_EXPIRED: entry<{ notOnOrAfter: string; now: string }>({
    status: 403,
    title: 'The assertion has expired',
    hint: 'Start again from the tile. If it happens to everyone, compare the clocks of the gateway and the IdP.',
    detail: (e) => `Valid until ${e.notOnOrAfter}, now ${e.now}.`,
  }),
  SAML_TIME_FORMAT: entry<{ field: string; received: string }>({
    status: 403,
    title: 'A time in the assertion is missing or not a UTC date',
    hint: 'Times must be xs:dateTime in UTC, ending in Z (core 1.3.3).',
    detail: (e) => `${e.field}: “${printable(e.received)}”.`,
  }),
  SAML_LIFETIME: entry<{ lifetimeMs: number; allowedMs: number }>({
    status: 403,
    title: 'The assertion lives longer than this connection allows',
    hint: 'Shorten the assertion lifetime in the IdP, or raise `maxLifetime` of the connection.',
  }),
  SAML_AUDIENCE_MISMATCH: entry<{ expected: string; received: readonly string[] }>({
    status: 403,
    title: 'The assertion is meant for another service provider',
    hint: 'Audience (SP Entity ID) in the IdP must equal sp.entityId of the connection, character for character (core 2.5.1.4).',
    detail: (e) => mismatch({ expected: e.expected, received: e.received.join(', ') }),
  }),
  SAML_CONDITION_UNKNOWN: entry<{ condition: string }>({
    status: 403,
    title: 'The assertion carries a condition that is not understood',
    hint: 'An assertion with an unknown condition must not be relied on (core 2.5.1). Remove the condition in the IdP.',
    detail: (e) => `Condition: “${printable(e.condition)}”.`,
  }),
  SAML_AUTHN_STATEMENT_MISSING: entry({
    status: 403,
    title: 'The assertion carries no authentication statement',
    hint: 'Only an assertion that says how and when the person signed in logs them in (profiles 4.1.4.2).',
  }),
  SAML_SESSION_EXPIRED: entry<{ sessionNotOnOrAfter: string; now: string }>({
    status: 403,
    title: 'The session at the identity provider is already over',
    hint: 'Raise the session lifetime that the IdP sends (SessionNotOnOrAfter), or leave it out.',
  }),
  SAML_REPLAYED: entry({
    status: 403,
    title: 'This sign-on was already used',
    hint: 'Each assertion logs in once. Start again from the tile in your identity provider; do not reload or go back.',
  }),
  SAML_UNSOLICITED: entry({
    status: 403,
    title: 'This connection does not accept logins that start at the identity provider',
    hint: 'Start at /saml/{connection}/login, or set idpInitiated: true for the connection.',
  }),
  SAML_REQUEST_UNKNOWN: entry<{ reason: string }>({
    status: 403,
    title: 'The response does not answer a login that this browser started',
    hint: 'Start the login again. The attempt may have expired, been used already, or been started in another browser.',
    detail: (e) => `${printable(e.reason)}.`,
  }),
  SAML_CONNECTION_DISABLED: entry<{ connection: string }>({
    status: 403,
    title: 'This connection is switched off',
    hint: 'Set enabled: true for the connection.',
  }),
  SAML_VERIFIER_BUSY: entry({
    status: 503,
    title: 'Too many logins are being verified just now',
    hint: 'Try again in a moment. Operators: give the gateway more processors or replicas.',
  }),
  SAML_LOGOUT_INVALID: entry<{ reason: string }>({
    status: 403,
    title: 'The logout message was refused',
    hint: 'Logout messages must be signed by the IdP of this connection and addressed to our logout URL.',
    detail: (e) => `${printable(e.reason)}.`,
  }),
  CERTIFICATE_UNKNOWN: entry<{ connection: string; fingerprint: string }>({
    status: 404,
    title: 'No such certificate waits for an approval',
    hint: '`GET /api/admin/connections` lists the fingerprints of those that do.',
  }),
};
