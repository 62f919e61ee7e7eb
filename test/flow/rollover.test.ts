import { randomUUID } from 'node:crypto';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { fingerprintOf } from '../../src/saml/rollover/key-ring.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { GatewayOptions, RunningGateway } from '../support/a-gateway.ts';
import { postToAcs, responseFor } from '../support/a-login.ts';
import { idpMetadataXml } from '../support/idp-metadata.ts';
import { AES256_CBC } from '../support/saml-encryption.ts';
import { IDP_ENTITY_ID } from '../support/saml-idp.ts';
import { idpKey, oldSpKey, otherIdpKey, spKey } from '../support/saml-keys.ts';
import type { TestKey } from '../support/saml-keys.ts';
import { eventually } from '../support/store-eventually.ts';

let twilio: TwilioStandIn;
const running: RunningGateway[] = [];
beforeAll(async () => {
  twilio = await aTwilioStandIn();
});
afterEach(() => Promise.all(running.splice(0).map((gateway) => gateway.close())));
afterAll(() => twilio.close());

const ADMIN = { authorization: 'Bearer an-admin-token-for-tests-only' };
let people = 0;
/** Each time somebody else: of two logins of one person at once, the older may be refused as stale. */
const signedBy = (key: TestKey): string => {
  people += 1;
  const signing = { key: key.privateKey, certificate: key.certificate };
  return responseFor({ email: `person-${people}@corp.example` }, { signing });
};
const logInWith = async (gateway: RunningGateway, key: TestKey): Promise<number> =>
  (await postToAcs(gateway, signedBy(key))).status;

/** An IdP whose metadata are behind a URL and change in time. */
function anIdp() {
  const idp: { certificates: string[]; asked: number; ssoUrl?: string } = {
    certificates: [idpKey().certificate],
    asked: 0,
  };
  const fetchText = async (): Promise<string> => {
    idp.asked += 1;
    return idpMetadataXml(idp);
  };
  return { idp, fetchText };
}

/** Asked for the metadata once more than at the start, and done with what came. */
async function refreshed(...gateways: readonly RunningGateway[]): Promise<void> {
  const counted = async ({ url }: RunningGateway): Promise<number> => {
    const metrics = await (await fetch(`${url}/metrics`, { headers: ADMIN })).text();
    return Number(/^flexgate_metadata_refreshes_total\{[^}]*\} (\d+)$/m.exec(metrics)?.[1] ?? 0);
  };
  await eventually(
    async () => Promise.all(gateways.map(counted)),
    (counts) => counts.reduce((sum, count) => sum + count, 0) === 1,
  );
}

async function aRollingGateway(options: Partial<GatewayOptions> & { readonly yaml?: string }): Promise<RunningGateway> {
  const idpFacts = `metadataUrl: https://acme.okta.com/metadata\n${options.yaml ?? ''}`;
  const gateway = await aGateway({ twilio, idpFacts, ...options });
  running.push(gateway);
  return gateway;
}

test('any of several certificates of a connection verifies', async () => {
  const { fetchText, idp } = anIdp();
  idp.certificates = [otherIdpKey().certificate, idpKey().certificate];
  const gateway = await aRollingGateway({ fetchText });
  expect(await logInWith(gateway, idpKey())).toBe(303);
  expect(await logInWith(gateway, otherIdpKey())).toBe(303);
});

test('a key that signs before anybody announced it costs no login', async () => {
  const { fetchText, idp } = anIdp();
  const gateway = await aRollingGateway({ fetchText });
  await refreshed(gateway);
  idp.certificates = [otherIdpKey().certificate];
  expect(await logInWith(gateway, otherIdpKey())).toBe(303);
  expect(idp.asked).toBe(3);
  // What nobody announced, in the same minute, asks nobody.
  expect(await logInWith(gateway, spKey())).toBe(403);
  expect(idp.asked).toBe(3);
});

describe('two gateways on one Redis', () => {
  test('the login that meets the new key gets in at either, and the metadata are read once', async () => {
    const { fetchText, idp } = anIdp();
    const store = `redis+unix://${process.env['REDIS_TEST_URL']}`;
    const shared = { fetchText, store, keyPrefix: `roll-${randomUUID().slice(0, 8)}:` };
    const one = await aRollingGateway(shared);
    const other = await aRollingGateway(shared);
    expect(await logInWith(one, idpKey())).toBe(303);
    await refreshed(one, other);
    idp.certificates = [otherIdpKey().certificate];
    expect(await Promise.all([logInWith(one, otherIdpKey()), logInWith(other, otherIdpKey())])).toEqual([303, 303]);
    expect(idp.asked).toBe(4);
    expect(await logInWith(other, idpKey())).toBe(303);
  });
});

test('with approval a new key waits for an operator, who finds it in the list', async () => {
  const { fetchText, idp } = anIdp();
  const yaml = `entityId: ${IDP_ENTITY_ID}\ntrustNewKeys: approve`;
  const gateway = await aRollingGateway({ fetchText, yaml });
  await refreshed(gateway);
  idp.certificates = [idpKey().certificate, otherIdpKey().certificate];
  expect(await logInWith(gateway, otherIdpKey())).toBe(403);
  const listed = await (await fetch(`${gateway.url}/api/admin/connections`, { headers: ADMIN })).json();
  const fingerprint = fingerprintOf(otherIdpKey().certificate);
  expect(listed).toMatchObject({
    connections: [
      {
        name: 'okta',
        single_logout: false,
        metadata_url: 'https://acme.okta.com/metadata',
        certificates: [
          { use: 'idp-signing', fingerprint: fingerprintOf(idpKey().certificate), status: 'trusted' },
          { use: 'idp-signing', fingerprint, status: 'pending' },
        ],
      },
    ],
  });
  const path = `/api/admin/connections/okta/certificates/${fingerprint}/approve`;
  expect((await fetch(gateway.url + path, { method: 'POST' })).status).toBe(401);
  const approved = await fetch(gateway.url + path, { method: 'POST', headers: ADMIN });
  expect(approved.status).toBe(200);
  expect(await logInWith(gateway, otherIdpKey())).toBe(303);
  const again = await fetch(gateway.url + path, { method: 'POST', headers: ADMIN });
  expect(await again.json()).toMatchObject({ code: 'CERTIFICATE_UNKNOWN' });
  const nowhere = path.replace('okta', 'nowhere');
  expect((await fetch(gateway.url + nowhere, { method: 'POST', headers: ADMIN })).status).toBe(404);
});

test('approval needs the entity id in the configuration', async () => {
  const { fetchText } = anIdp();
  await expect(aRollingGateway({ fetchText, yaml: 'trustNewKeys: approve' })).rejects.toMatchObject({
    evidence: { problems: [expect.objectContaining({ path: expect.stringContaining('idp.entityId') })] },
  });
});

test('certificates are counted down in the metrics from the start', async () => {
  const gateway = await aRollingGateway({ fetchText: anIdp().fetchText });
  const metrics = await (await fetch(`${gateway.url}/metrics`, { headers: ADMIN })).text();
  const fingerprint = fingerprintOf(idpKey().certificate).slice(0, 16);
  expect(metrics).toContain(
    `flexgate_certificate_days_left{connection="okta",use="idp-signing",fingerprint="${fingerprint}"}`,
  );
});

describe('encrypted assertions', () => {
  const block = (pem: string): string => `- |\n${pem.trim().replaceAll(/^/gm, '    ')}`;
  const pair = (...keys: readonly TestKey[]): string =>
    [
      'sp:',
      '  entityId: urn:gw:flex',
      '  decryptionKey:',
      ...keys.map(({ privatePem }) => block(privatePem).replaceAll(/^/gm, '    ')),
      '  decryptionCertificate:',
      ...keys.map(({ certificate }) => block(certificate).replaceAll(/^/gm, '    ')),
    ].join('\n');
  const encrypted = (to: TestKey, content?: string) =>
    responseFor({}, { encrypt: { to, ...(content !== undefined && { content }) } });

  test('during a rollover of ours both keys open them, and the metadata list both, the newest first', async () => {
    const gateway = await aGateway({ twilio, sp: pair(spKey(), oldSpKey()) });
    running.push(gateway);
    expect((await postToAcs(gateway, encrypted(spKey()))).status).toBe(303);
    expect((await postToAcs(gateway, encrypted(oldSpKey()))).status).toBe(303);
    const foreign = await postToAcs(gateway, encrypted(otherIdpKey()));
    expect(await foreign.json()).toMatchObject({ code: 'SAML_DECRYPTION_FAILED' });
    const metadata = await (await fetch(`${gateway.url}/saml/okta/metadata`)).text();
    const listed = [...metadata.matchAll(/<ds:X509Certificate>([^<]+)</g)].map(([, base64]) => base64);
    const bare = ({ certificate }: TestKey) => certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '');
    expect(listed).toEqual([bare(spKey()), bare(oldSpKey())]);
  });

  test.each([
    { connection: '', status: 403 },
    { connection: 'allowCbc: true', status: 303 },
  ])('AES-CBC with “$connection” is answered with $status', async ({ connection, status }) => {
    const gateway = await aGateway({ twilio, sp: pair(spKey()), connection });
    running.push(gateway);
    expect((await postToAcs(gateway, encrypted(spKey(), AES256_CBC))).status).toBe(status);
  });
});

test('with approval an address that is new in the metadata receives nobody before an operator says so', async () => {
  const { fetchText, idp } = anIdp();
  const yaml = `entityId: ${IDP_ENTITY_ID}\ntrustNewKeys: approve`;
  const gateway = await aRollingGateway({ fetchText, yaml });
  await refreshed(gateway);
  const whither = async (): Promise<string> => {
    const answer = await fetch(`${gateway.url}/saml/okta/login`, { redirect: 'manual' });
    return (answer.headers.get('location') ?? '').split('?')[0] ?? '';
  };
  idp.ssoUrl = 'https://elsewhere.example/sso';
  // An unknown key makes the gateway read the metadata again.
  expect(await logInWith(gateway, otherIdpKey())).toBe(403);
  expect(await whither()).toBe('https://acme.okta.com/sso');
  const listed = (await (await fetch(`${gateway.url}/api/admin/connections`, { headers: ADMIN })).json()) as {
    connections: readonly { pending_addresses?: { fingerprint: string; addresses: readonly string[] } }[];
  };
  const waiting = listed.connections[0]?.pending_addresses;
  expect(waiting?.addresses).toContain('https://elsewhere.example/sso');
  const path = `/api/admin/connections/okta/certificates/${waiting?.fingerprint}/approve`;
  expect((await fetch(gateway.url + path, { method: 'POST', headers: ADMIN })).status).toBe(200);
  expect(await whither()).toBe('https://elsewhere.example/sso');
  const { audit } = gateway.gateway.useCases;
  await audit.settled();
  const kinds = (await audit.read(0, 100)).map(({ kind }) => kind).filter((kind) => kind.startsWith('trust.'));
  expect(kinds).toEqual(['trust.addresses-pending', 'trust.addresses-approved']);
});
