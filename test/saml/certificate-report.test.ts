import { generateKeyPairSync } from 'node:crypto';
import { certificateFault, certificateReport } from '../../src/saml/certificate-report.ts';
import { aCertificate, idpKey, shortIdpKey } from '../support/saml-keys.ts';

const DAY = 86_400_000;
const NOT_AFTER = Date.UTC(2036, 0, 1);

test.each([
  { name: 'a month before', now: NOT_AFTER - 30 * DAY, daysLeft: 30, expired: false },
  { name: 'half a day before', now: NOT_AFTER - DAY / 2, daysLeft: 0, expired: false },
  { name: 'at the last moment', now: NOT_AFTER, daysLeft: 0, expired: false },
  { name: 'a moment later', now: NOT_AFTER + 1, daysLeft: -1, expired: true },
])('$name of its end, says so', ({ now, daysLeft, expired }) => {
  expect(certificateReport(idpKey().certificate, now)).toEqual({
    subject: 'CN=idp.example',
    notAfter: NOT_AFTER,
    daysLeft,
    expired,
    rsaBits: 2048,
  });
});

const ecKey = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey;
const ecCertificate = aCertificate({
  publicKey: ecKey,
  signer: idpKey().privateKey,
  commonName: 'ec',
  notAfter: NOT_AFTER,
});

test('knows no RSA bits of another kind of key', () => {
  expect('rsaBits' in certificateReport(ecCertificate, 0)).toBe(false);
});

test('throws at what is no certificate', () => {
  expect(() => certificateReport('nonsense', 0)).toThrow();
});

test.each([
  { name: 'a good one', pem: idpKey().certificate, fault: undefined },
  {
    name: 'an expired one, which dates do not refuse',
    pem: aCertificate({ publicKey: idpKey().publicKey, signer: idpKey().privateKey, commonName: 'old', notAfter: 0 }),
    fault: undefined,
  },
  { name: 'a short key', pem: shortIdpKey().certificate, fault: 'its RSA key has 1024 bits, at least 2048 are needed' },
  { name: 'another kind of key', pem: ecCertificate, fault: 'its key is not RSA' },
  { name: 'nonsense', pem: 'nonsense', fault: 'it is not a certificate in PEM form' },
])('finds the fault of $name', ({ pem, fault }) => {
  expect(certificateFault(pem)).toBe(fault);
});
