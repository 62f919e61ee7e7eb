import { certificatesOf } from '../../src/saml/certificates.ts';
import { createConnectionRegistry } from '../../src/saml/connection-registry.ts';
import { fingerprintOf } from '../../src/saml/rollover/key-ring.ts';
import { createCertificateWatch } from '../../src/saml/watch-certificates.ts';
import { collectingLog } from '../support/a-gateway.ts';
import { aConnection, aTrust } from '../support/saml-builders.ts';
import { aCertificate, idpKey, oldSpKey, otherIdpKey, spKey } from '../support/saml-keys.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 3);

const endingIn = (days: number): string => {
  const { publicKey, privateKey: signer } = idpKey();
  return aCertificate({ publicKey, signer, commonName: 'idp.example', notAfter: NOW + days * DAY });
};
const ending = (...days: readonly number[]) => aConnection({ trust: aTrust({ idpCertificates: days.map(endingIn) }) });

test('every certificate of a connection is reported, with its use and its days', () => {
  const plain = aConnection({ trust: aTrust({ idpCertificates: [endingIn(400), otherIdpKey().certificate] }) });
  const connection = {
    ...plain,
    sp: {
      ...plain.sp,
      signingCertificate: spKey().certificate,
      decryptionCertificates: [spKey().certificate, oldSpKey().certificate],
    },
  };
  const states = certificatesOf(connection, NOW);
  expect(states.map(({ use }) => use)).toEqual([
    'idp-signing',
    'idp-signing',
    'sp-signing',
    'sp-decryption',
    'sp-decryption',
  ]);
  expect(states[0]).toEqual({
    connection: 'okta',
    use: 'idp-signing',
    fingerprint: fingerprintOf(endingIn(400)),
    subject: 'CN=idp.example',
    notAfter: NOW + 400 * DAY,
    daysLeft: 400,
  });
  expect(states[4]?.fingerprint).toBe(fingerprintOf(oldSpKey().certificate));
});

function watch(...connections: Parameters<typeof createConnectionRegistry>[0]) {
  const log = collectingLog();
  const seen: unknown[] = [];
  const registry = createConnectionRegistry(connections);
  createCertificateWatch({ registry, clock: () => NOW, log, onSeen: (one) => seen.push(one) })();
  return { log, seen };
}

test.each([
  { days: 30, warned: undefined },
  { days: 29, warned: 'a certificate expires soon' },
  { days: 0, warned: 'a certificate expires soon' },
  { days: -1, warned: 'a certificate has expired' },
])('$days days left: $warned', ({ days, warned }) => {
  const { log, seen } = watch(ending(days));
  expect(seen).toEqual([
    {
      connection: 'okta',
      use: 'idp-signing',
      fingerprint: fingerprintOf(endingIn(days)).slice(0, 16),
      daysLeft: days,
    },
  ]);
  expect(log.lines.map(({ level, message }) => [level, message])).toEqual(
    warned === undefined ? [] : [['warn', warned]],
  );
});

test('a connection that is switched off warns nobody', () => {
  const { log, seen } = watch({ ...ending(-5), enabled: false });
  expect([log.lines, seen]).toEqual([[], []]);
});

describe('the registry', () => {
  test('hands out the keys that count now, and tells of a change once', () => {
    const registry = createConnectionRegistry([aConnection()]);
    const told: string[] = [];
    registry.onChange(({ trust }) => told.push(...trust.idpCertificates));
    const before = registry.get('okta');
    registry.trustCertificates('okta', [otherIdpKey().certificate]);
    registry.trustCertificates('okta', [otherIdpKey().certificate]);
    registry.trustCertificates('nowhere', []);
    expect(told).toEqual([otherIdpKey().certificate]);
    expect(registry.get('okta')?.trust).toEqual({
      ...before?.trust,
      idpCertificates: [otherIdpKey().certificate],
    });
    expect(before?.trust.idpCertificates).toEqual([idpKey().certificate]);
    expect(registry.all()).toEqual([registry.get('okta')]);
    expect([registry.has('okta'), registry.has('nowhere'), registry.has('constructor')]).toEqual([true, false, false]);
  });
});
