import { aConnectedOrg, x5cOf, type ConnectedOrg } from '../support/a-connected-org.ts';
import { otherIdpKey, spKey } from '../support/saml-keys.ts';

let connected: ConnectedOrg;
beforeAll(async () => {
  connected = await aConnectedOrg({ connection: 'signed: either' });
});
afterAll(() => connected.close());

const encryption = (encryptionAlgorithm: string, to = spKey()) => ({
  responseSigned: true,
  assertionSigned: true,
  assertionEncryption: {
    enabled: true,
    encryptionAlgorithm,
    keyTransportAlgorithm: 'RSA_OAEP',
    x5c: x5cOf(to),
  },
});

test.each([
  ['both signed', 'AES256_GCM', {}],
  ['both signed, the shorter key', 'AES128_GCM', {}],
  ['only the response signed', 'AES256_GCM', { assertionSigned: false }],
  ['only the assertion signed', 'AES256_GCM', { responseSigned: false }],
])('an encrypted assertion logs in through the tile: %s, %s', async (_, algorithm, signed) => {
  await connected.change({ ...encryption(algorithm), ...signed });
  const cookie = await connected.logIn('mika');
  const session = await (await fetch(`${connected.gateway.url}/api/session`, { headers: { cookie } })).json();
  expect(session).toMatchObject({ username: 'mika@corp.example', flex_role: 'supervisor' });
});

test.each([
  ['for another certificate than the gateway’s', encryption('AES256_GCM', otherIdpKey())],
  // Its padding can be attacked, so the gateway takes it only where the operator allows it.
  ['by an algorithm that the gateway refuses', encryption('AES256_CBC')],
])('what is encrypted %s is refused, and nobody is made in Twilio', async (_, settings) => {
  const people = connected.twilio.workers().length;
  await connected.change(settings);
  const answer = await connected.click('ana');
  expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'SAML_DECRYPTION_FAILED' }]);
  expect(answer.headers.getSetCookie().filter((cookie) => cookie.startsWith('__Host-flexgate='))).toEqual([]);
  expect(connected.twilio.workers()).toHaveLength(people);
});
