import type { ConnectionTrust } from '../../saml/connection-trust.ts';
import { TRANSIENT } from '../../saml/namespaces.ts';
import type { SamlApp } from '../wire.ts';
import { fail, ok, warn } from './check-result.ts';
import type { CheckResult } from './check-result.ts';
import type { CheckedGateway } from './checked-gateway.ts';
import { screensOf } from './screens.ts';
import { textDifference } from './text-difference.ts';

export const checkActive = ({ status, label }: SamlApp): readonly CheckResult[] =>
  status === 'ACTIVE'
    ? [ok('okta.active', `The app “${label}” is active and signs on by SAML 2.0.`)]
    : [
        fail('okta.active', {
          message: `The app “${label}” is not active: nobody can open it.`,
          field: 'Status',
          found: status,
          expected: 'ACTIVE',
          where: `${screensOf(label).app} > Inactive > Activate`,
        }),
      ];

interface Address {
  readonly check: string;
  readonly field: string;
  readonly found: string | null | undefined;
  readonly expected: string;
  readonly consequence: string;
}

function addressResult({ check, field, found, expected, consequence }: Address, label: string): CheckResult {
  if (found === expected) return ok(check, `${field} is ${expected}.`);
  return fail(check, {
    message: `${field} is wrong: ${textDifference(found ?? '', expected)}. ${consequence}`,
    field,
    found: found ?? '',
    expected,
    where: `${screensOf(label).saml} > ${field}`,
  });
}

/** Where Okta posts to, and for whom it says the assertion is. All are compared literally (saml-core 2.5.1.4). */
export function checkAddresses(
  { label, settings: { signOn } }: SamlApp,
  { connection }: CheckedGateway,
): readonly CheckResult[] {
  const { acsUrl, entityId } = connection.sp;
  const addresses: readonly Address[] = [
    {
      check: 'okta.acs',
      field: 'Single sign-on URL',
      found: signOn.ssoAcsUrl,
      expected: acsUrl,
      consequence: 'Okta posts the response there, and it never reaches the gateway.',
    },
    {
      check: 'okta.recipient',
      field: 'Recipient URL',
      found: signOn.recipient,
      expected: acsUrl,
      consequence: 'The gateway refuses the assertion (SAML_SUBJECT_CONFIRMATION).',
    },
    {
      check: 'okta.destination',
      field: 'Destination URL',
      found: signOn.destination,
      expected: acsUrl,
      consequence: 'The gateway refuses the response (SAML_DESTINATION_MISMATCH).',
    },
    {
      check: 'okta.audience',
      field: 'Audience URI (SP Entity ID)',
      found: signOn.audience,
      expected: entityId,
      consequence: 'The gateway refuses the assertion (SAML_AUDIENCE_MISMATCH).',
    },
  ];
  return addresses.map((address) => addressResult(address, label));
}

const NEEDED: Readonly<Record<ConnectionTrust['signed'], readonly ('response' | 'assertion')[]>> = {
  both: ['response', 'assertion'],
  response: ['response'],
  assertion: ['assertion'],
  either: [],
};

const SIGNATURES = [
  { part: 'response', check: 'okta.response-signed', field: 'Response' },
  { part: 'assertion', check: 'okta.assertion-signed', field: 'Assertion Signature' },
] as const;

/** At least one is always signed: Okta does not save an app with neither. */
function checkSigned({ label, settings: { signOn } }: SamlApp, { connection }: CheckedGateway): readonly CheckResult[] {
  const { signed } = connection.trust;
  const is = { response: signOn.responseSigned === true, assertion: signOn.assertionSigned === true };
  return SIGNATURES.map(({ part, check, field }) => {
    if (is[part]) return ok(check, `The ${part} is signed.`);
    const needed = NEEDED[signed].includes(part);
    return (needed ? fail : warn)(check, {
      message: needed
        ? `The ${part} is not signed, and connections.${connection.name}.signed is ${signed}: every login is refused.`
        : `The ${part} is not signed. The gateway accepts that (signed: ${signed}); Flex’s own SSO would not.`,
      field,
      found: 'Unsigned',
      expected: 'Signed',
      where: `${screensOf(label).advanced} > ${field}`,
    });
  });
}

function checkAlgorithms(
  { label, settings: { signOn } }: SamlApp,
  { connection }: CheckedGateway,
): readonly CheckResult[] {
  const weak = [
    { field: 'Signature Algorithm', found: signOn.signatureAlgorithm, expected: 'RSA_SHA256' },
    { field: 'Digest Algorithm', found: signOn.digestAlgorithm, expected: 'SHA256' },
  ].filter(({ found }) => found?.endsWith('SHA1') === true);
  if (weak.length === 0) return [ok('okta.algorithms', 'Signatures use SHA-256.')];
  return weak.map(({ field, found, expected }) =>
    (connection.trust.allowSha1 ? warn : fail)('okta.algorithms', {
      message: connection.trust.allowSha1
        ? `${field} is SHA-1, which can be forged; the gateway accepts it because of allowSha1.`
        : `${field} is SHA-1, which can be forged: the gateway refuses every login.`,
      field,
      found: found ?? '',
      expected,
      where: `${screensOf(label).advanced} > ${field}`,
    }),
  );
}

function checkNameId({ label, settings: { signOn } }: SamlApp, { connection }: CheckedGateway): readonly CheckResult[] {
  const expected = connection.sp.nameIdFormat;
  const found = signOn.subjectNameIdFormat ?? '';
  if (found === TRANSIENT)
    return [
      fail('okta.name-id', {
        message: 'The Name ID format is Transient, for a person who is another at each login: every login is refused.',
        field: 'Name ID format',
        found,
        expected: expected ?? 'EmailAddress or Persistent',
        where: `${screensOf(label).saml} > Name ID format`,
      }),
    ];
  if (expected === undefined || found === expected) return [ok('okta.name-id', `The Name ID format is ${found}.`)];
  return [
    fail('okta.name-id', {
      message: `Logins that start at the gateway ask for another Name ID format than the app has, and Okta answers 400 (or change connections.${connection.name}.sp.nameIdFormat).`,
      field: 'Name ID format',
      found,
      expected,
      where: `${screensOf(label).saml} > Name ID format`,
    }),
  ];
}

/** Okta verifies our requests with this certificate, where it wants them signed. */
function checkSignedRequests(
  { label, settings: { signOn } }: SamlApp,
  { connection }: CheckedGateway,
): readonly CheckResult[] {
  if (signOn.samlSignedRequestEnabled !== true || connection.sp.signingKey !== undefined) return [];
  return [
    fail('okta.signed-requests', {
      message: `The app wants signed requests, and the gateway does not sign: set connections.${connection.name}.sp.signingKey and signingCertificate, or clear the box.`,
      field: 'Signed Requests',
      found: 'enabled',
      expected: 'off, or a signing key in the gateway',
      where: `${screensOf(label).advanced} > Signed Requests`,
    }),
  ];
}

function checkTiles({ label }: SamlApp, { connection }: CheckedGateway): readonly CheckResult[] {
  if (connection.idpInitiated) return [ok('gateway.tiles', 'Logins that start at the tile are accepted.')];
  return [
    warn('gateway.tiles', {
      message: `A click on the tile “${label}” is refused (SAML_UNSOLICITED): the connection takes logins that start at the gateway only.`,
      field: `connections.${connection.name}.idpInitiated`,
      found: 'false',
      expected: 'true',
      where: 'the configuration of the gateway',
    }),
  ];
}

export const checkSamlSettings = (app: SamlApp, gateway: CheckedGateway): readonly CheckResult[] => [
  ...checkAddresses(app, gateway),
  ...checkSigned(app, gateway),
  ...checkAlgorithms(app, gateway),
  ...checkNameId(app, gateway),
  ...checkSignedRequests(app, gateway),
  ...checkTiles(app, gateway),
];
