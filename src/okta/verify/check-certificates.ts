import { certificateReport } from '../../saml/certificate-report.ts';
import { certificatesOf, SOON_DAYS, type CertificateState } from '../../saml/certificates.ts';
import type { Connection } from '../../saml/connection.ts';
import { fingerprintOf } from './check-encryption.ts';
import { fail, ok, warn } from './check-result.ts';
import type { CheckResult } from './check-result.ts';
import type { CheckedGateway } from './checked-gateway.ts';
import type { ObservedApp } from './observe-app.ts';
import { screensOf } from './screens.ts';
import { textDifference } from './text-difference.ts';

const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** How the gateway comes by the keys, as the advice for a key that it lacks. */
function renewal({ name, idp }: Connection): string {
  if (idp.metadata === undefined)
    return `add it to connections.${name}.idp.certificates, or name the metadata by metadataUrl`;
  return idp.metadata.trustNewKeys === 'approve'
    ? 'approve the new key'
    : 'it follows at the next refresh of the metadata';
}

/** Expiry of a certificate that the gateway trusts. */
function expiryResult(pem: string, connection: string, now: number): CheckResult {
  const { notAfter, daysLeft, expired } = certificateReport(pem, now);
  const about = `The certificate ${fingerprintOf(pem)?.slice(0, 17) ?? ''}… of connection ${connection}`;
  const rest = {
    field: `connections.${connection}.idp.certificates`,
    found: `valid until ${dateOf(notAfter)}`,
    where: 'Applications > Applications > the app > Sign On > SAML Signing Certificates > Generate new certificate',
  };
  if (expired) {
    return fail('certificate.expired', {
      message: `${about} expired on ${dateOf(notAfter)}: make a new one and activate it.`,
      ...rest,
    });
  }
  return daysLeft < SOON_DAYS
    ? warn('certificate.expires', {
        message: `${about} expires in ${daysLeft} days: make a new one before that.`,
        ...rest,
      })
    : ok('certificate.expires', `${about} is valid for ${daysLeft} days more.`);
}

const OWN = {
  'sp-signing': { does: 'signs requests and logouts', field: 'signingCertificate', renew: 'make a new one' },
  'sp-decryption': {
    does: 'has assertions encrypted for it',
    field: 'decryptionCertificate',
    renew: 'list a new one before it',
  },
} as const;

function ownResult({ connection, use, fingerprint, notAfter, daysLeft }: CertificateState): readonly CheckResult[] {
  if (use === 'idp-signing') return [];
  const { does, field, ...way } = OWN[use];
  const about = `The gateway’s own certificate of connection ${connection} that ${does}`;
  const renew = `${way.renew}, and give the IdP the new metadata of the gateway`;
  const rest = {
    field: `connections.${connection}.sp.${field}`,
    found: `${fingerprint}, valid until ${dateOf(notAfter)}`,
    where: 'the configuration of the gateway',
  };
  if (daysLeft < 0)
    return [
      fail('certificate.own-expired', {
        message: `${about} expired on ${dateOf(notAfter)}, and some IdPs refuse it: ${renew}.`,
        ...rest,
      }),
    ];
  if (daysLeft >= SOON_DAYS) return [ok('certificate.own-expires', `${about} is valid for ${daysLeft} days more.`)];
  return [warn('certificate.own-expires', { message: `${about} expires in ${daysLeft} days: ${renew}.`, ...rest })];
}

/** Expiry of all certificates of a connection: those that it trusts, and its own. */
export const expiryResults = (connection: Connection, now: number): readonly CheckResult[] => [
  ...connection.trust.idpCertificates.map((pem) => expiryResult(pem, connection.name, now)),
  ...certificatesOf(connection, now).flatMap(ownResult),
];

function activeResult({ app, connection: active }: ObservedApp, { connection }: CheckedGateway): CheckResult {
  const trusted = connection.trust.idpCertificates.map(fingerprintOf);
  const signing = fingerprintOf(active.certificate);
  if (trusted.includes(signing)) return ok('certificate.active', `The key that signs now (${active.kid}) is trusted.`);
  return fail('certificate.active', {
    message: `The key of the app was changed: the one that signs now (kid ${active.kid}) is not among the ${trusted.length} that the gateway trusts, so every login is refused (SAML_SIGNATURE_INVALID): ${renewal(connection)}.`,
    field: `connections.${connection.name}.idp.certificates`,
    found: trusted.join(', ') || 'none',
    expected: signing ?? '',
    where: screensOf(app.label).keys,
  });
}

/** A key that the org does not list any more, or not for this app. */
function strangerResults({ keys, app }: ObservedApp, { connection }: CheckedGateway): readonly CheckResult[] {
  const known = new Set(keys.flatMap(({ x5c }) => x5c.slice(0, 1)).map(fingerprintOf));
  return connection.trust.idpCertificates
    .map(fingerprintOf)
    .filter((trusted) => trusted !== undefined && !known.has(trusted))
    .map((trusted) =>
      warn('certificate.stranger', {
        message:
          'The gateway trusts a certificate that is none of the app’s keys: whoever has its key can sign in as anybody.',
        field: `connections.${connection.name}.idp.certificates`,
        found: trusted ?? '',
        where: screensOf(app.label).keys,
      }),
    );
}

function sameResult(
  check: string,
  field: string,
  { found, expected }: { found: string; expected: string },
): CheckResult {
  if (found === expected) return ok(check, `${field} is ${expected}.`);
  return fail(check, {
    message: `${field} is not the app’s: ${textDifference(found, expected)}. Is it the metadata of another app?`,
    field,
    found,
    expected,
    where: 'the configuration of the gateway',
  });
}

/** The gateway's idea of the IdP against the app's own metadata. */
export function checkTrust(observed: ObservedApp, gateway: CheckedGateway): readonly CheckResult[] {
  const { connection, metadataProblem, now } = gateway;
  const base = `connections.${connection.name}.idp`;
  if (metadataProblem !== undefined) return [metadataResult(connection.name, metadataProblem)];
  const { entityId, ssoUrl } = observed.connection;
  return [
    ok('metadata', 'The metadata of the app can be read.'),
    sameResult('metadata.entity-id', `${base}.entityId`, { found: connection.trust.idpEntityId, expected: entityId }),
    sameResult('metadata.sso-url', `${base}.ssoUrl`, { found: connection.idp.ssoUrl, expected: ssoUrl }),
    activeResult(observed, gateway),
    ...strangerResults(observed, gateway),
    ...expiryResults(connection, now),
  ];
}

export const metadataResult = (connection: string, problem: string): CheckResult =>
  fail('metadata', {
    message: `The identity provider’s metadata cannot be used, and the gateway does not start: ${problem.replace(/^the metadata cannot be used: /, '')}.`,
    field: `connections.${connection}.idp`,
    where:
      'the configuration of the gateway; Okta shows the address under Applications > Applications > the app > Sign On > Metadata URL',
  });
