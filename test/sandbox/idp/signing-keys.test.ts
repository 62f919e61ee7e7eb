import { X509Certificate, createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSignedCertificate } from '../../../src/sandbox/idp/self-signed-certificate.ts';
import { keptSigningKeys, wrappedCertificate } from '../../../src/sandbox/idp/signing-keys.ts';
import { sharedKeys } from './running-idp.ts';

const NOW = Date.parse('2026-05-04T09:15:27.000Z');

const certificate = async (name = 'sandbox', now = NOW): Promise<X509Certificate> =>
  new X509Certificate(selfSignedCertificate((await sharedKeys()).privateKey, name, now));

describe('a self-signed certificate', () => {
  test('belongs to the key and is signed with it', async () => {
    const x509 = await certificate();
    expect(x509.checkPrivateKey(createPrivateKey((await sharedKeys()).privateKey))).toBe(true);
    expect(x509.verify(x509.publicKey)).toBe(true);
    expect(x509.publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
  });

  test('names itself as its issuer, with the attributes of an Okta certificate', async () => {
    const x509 = await certificate('Zoë & Söhne');
    expect(x509.issuer).toBe(x509.subject);
    expect(x509.subject.split('\n').map((part) => part.split('=')[0])).toEqual([
      'C',
      'ST',
      'L',
      'O',
      'OU',
      'CN',
      'emailAddress',
    ]);
    expect(x509.toLegacyObject().subject.CN).toBe('Zoë & Söhne');
  });

  test.each([
    { now: '2026-05-04T09:15:27.000Z', from: '2026-05-04T09:14:27.000Z', to: '2036-05-04T09:14:27.000Z' },
    { now: '2045-01-01T00:00:30.000Z', from: '2044-12-31T23:59:30.000Z', to: '2054-12-31T23:59:30.000Z' },
  ])('made at $now is valid from $from to $to', async ({ now, from, to }) => {
    const x509 = await certificate('sandbox', Date.parse(now));
    expect(new Date(x509.validFrom).toISOString()).toBe(from);
    expect(new Date(x509.validTo).toISOString()).toBe(to);
  });

  test('is wrapped at 76 columns for XML', async () => {
    const { certificate: pem } = await sharedKeys();
    const lines = wrappedCertificate(pem).split('\n');
    expect(lines.slice(0, -1).every((line) => line.length === 76)).toBe(true);
    expect(Buffer.from(lines.join(''), 'base64')).toEqual(new X509Certificate(pem).raw);
  });
});

describe('keys in a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'flexgate-keys-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('are made once, for their owner only, and read again later', async () => {
    const file = join(folder, 'idp.pem');
    const made = await keptSigningKeys(file, 'sandbox', NOW);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await keptSigningKeys(file, 'sandbox', NOW + 1)).toEqual(made);
  });

  test('are not replaced where the file holds something else', async () => {
    const file = join(folder, 'idp.pem');
    writeFileSync(file, 'precious');
    await expect(keptSigningKeys(file, 'sandbox', NOW)).rejects.toThrow('holds no private key with a certificate');
    expect(readFileSync(file, 'utf8')).toBe('precious');
  });
});
