import { certificateReport } from '../../src/saml/certificate-report.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aFolder } from '../support/a-folder.ts';
import { aTwilioStandIn, configText } from '../support/a-gateway.ts';
import { flexgate } from '../support/flexgate-cli.ts';

import { idpKey, spKey } from '../support/saml-keys.ts';

const DAY_MS = 86_400_000;
let twilio: TwilioStandIn;
const folder = aFolder();
beforeAll(async () => {
  twilio = await aTwilioStandIn();
  const { privatePem, certificate } = spKey();
  const pem = (text: string) => JSON.stringify(text);
  const keys = [
    `signingKey: ${pem(privatePem)}`,
    `signingCertificate: ${pem(certificate)}`,
    `decryptionKey: ${pem(privatePem)}`,
    `decryptionCertificate: ${pem(certificate)}`,
  ];
  const sp = `sp: { entityId: 'urn:gw:flex', ${keys.join(', ')} }`;
  folder.write('flexgate.yaml', configText({ twilio, sp }));
});
afterAll(async () => {
  await twilio.close();
  folder.remove();
});

interface Result {
  readonly check: string;
  readonly level: string;
  readonly message: string;
  readonly field?: string;
}

async function aboutCertificates(now: number): Promise<readonly Result[]> {
  const { out } = await flexgate(['doctor', '--config', folder.path('flexgate.yaml'), '--json'], { now });
  return (JSON.parse(out) as { results: readonly Result[] }).results.filter(({ check }) =>
    check.startsWith('certificate.'),
  );
}

const endOf = (pem: string): number => certificateReport(pem, 0).notAfter;

describe('flexgate doctor tells of the certificates', () => {
  test('of the IdP, and both of its own, that expire soon', async () => {
    const results = await aboutCertificates(endOf(spKey().certificate) - 10.5 * DAY_MS);
    expect(results.map(({ check, level, field }) => [check, level, field])).toEqual(
      expect.arrayContaining([
        ['certificate.own-expires', 'warn', 'connections.okta.sp.signingCertificate'],
        ['certificate.own-expires', 'warn', 'connections.okta.sp.decryptionCertificate'],
      ]),
    );
    expect(results.find(({ field }) => field?.endsWith('signingCertificate'))?.message).toContain('expires in 10 days');
    const ofIdp = await aboutCertificates(endOf(idpKey().certificate) - 29.5 * DAY_MS);
    expect(ofIdp).toContainEqual(expect.objectContaining({ check: 'certificate.expires', level: 'warn' }));
  });

  test('that have expired', async () => {
    const results = await aboutCertificates(endOf(spKey().certificate) + DAY_MS);
    const own = results.filter(({ check }) => check === 'certificate.own-expired');
    expect(own.map(({ level }) => level)).toEqual(['fail', 'fail']);
    const ofIdp = await aboutCertificates(endOf(idpKey().certificate) + DAY_MS);
    expect(ofIdp).toContainEqual(expect.objectContaining({ check: 'certificate.expired', level: 'fail' }));
  });

  test('that have long', async () => {
    const end = Math.min(endOf(spKey().certificate), endOf(idpKey().certificate));
    const results = await aboutCertificates(end - 31 * DAY_MS);
    expect(results.map(({ check, level }) => [check, level])).toEqual([
      ['certificate.expires', 'ok'],
      ['certificate.own-expires', 'ok'],
      ['certificate.own-expires', 'ok'],
    ]);
  });
});
