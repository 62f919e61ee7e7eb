import { constants, createDecipheriv, privateDecrypt } from 'node:crypto';
import { aSamlApp, anOktaOrg, type Json, type RunningOrg } from '../../support/an-okta-org.ts';
import { idpKey, spKey } from '../../support/saml-keys.ts';
import { postedXml, sharedKeys } from '../idp/running-idp.ts';
import { checkSignature, parseXml } from '../idp/signature-check.ts';

let org: RunningOrg;
beforeAll(async () => {
  org = await anOktaOrg({ keys: await sharedKeys() });
});
afterAll(() => org.close());

const x5cOf = (pem: string): string[] => [pem.replaceAll(/-----[A-Z ]+-----|\s/g, '')];

/** An app that encrypts for the service provider of the tests, with one person assigned. */
async function appWith(encryption: Json = {}, signOn: Json = {}): Promise<{ name: string }> {
  const assertionEncryption = {
    enabled: true,
    encryptionAlgorithm: 'AES256_GCM',
    keyTransportAlgorithm: 'RSA_OAEP',
    x5c: x5cOf(spKey().certificate),
    ...encryption,
  };
  const statements = [{ type: 'EXPRESSION', name: 'email', values: ['user.email'] }];
  const app = await org.api<{ id: string; name: string }>(
    'POST',
    '/apps',
    aSamlApp({ assertionEncryption, attributeStatements: statements, ...signOn }),
  );
  const mika = await org.api<{ id: string }>('GET', '/users/mika@corp.example');
  await org.api('POST', `/apps/${app.id}/users`, { id: mika.id });
  return app;
}

const responseOf = async ({ name }: { name: string }): Promise<string> =>
  postedXml(await (await fetch(`${org.idp.url}/home/${name}/mika`)).text());

const bytesAt = (root: Element): Buffer =>
  Buffer.from(root.getElementsByTagName('xenc:CipherValue').item(0)?.textContent ?? '', 'base64');

const element = (xml: string, name: string): Element => {
  const found = parseXml(xml).getElementsByTagName(name).item(0);
  if (found === null) throw new Error(`no ${name}`);
  return found;
};

const OAEP = constants.RSA_PKCS1_OAEP_PADDING;
const CIPHERS = {
  AES128_CBC: ['http://www.w3.org/2001/04/xmlenc#aes128-cbc', 'aes-128-cbc', 16],
  AES256_CBC: ['http://www.w3.org/2001/04/xmlenc#aes256-cbc', 'aes-256-cbc', 16],
  AES128_GCM: ['http://www.w3.org/2009/xmlenc11#aes128-gcm', 'aes-128-gcm', 12],
  AES256_GCM: ['http://www.w3.org/2009/xmlenc11#aes256-gcm', 'aes-256-gcm', 12],
} as const;

/** Undone by Node alone, not by the code under test. */
function decrypted(xml: string, algorithm: keyof typeof CIPHERS = 'AES256_GCM'): string {
  const [, name, ivBytes] = CIPHERS[algorithm];
  const wrapped = bytesAt(element(xml, 'xenc:EncryptedKey'));
  const key = privateDecrypt({ key: spKey().privatePem, padding: OAEP, oaepHash: 'sha1' }, wrapped);
  const bytes = bytesAt(element(xml, 'xenc:EncryptedData'));
  const iv = bytes.subarray(0, ivBytes);
  if (name === 'aes-128-cbc' || name === 'aes-256-cbc') {
    const cipher = createDecipheriv(name, key, iv);
    return Buffer.concat([cipher.update(bytes.subarray(ivBytes)), cipher.final()]).toString('utf8');
  }
  const cipher = createDecipheriv(name, key, iv);
  cipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([cipher.update(bytes.subarray(ivBytes, -16)), cipher.final()]).toString('utf8');
}

test('the key stands beside the data, and each points at the other', async () => {
  const xml = await responseOf(await appWith());
  expect(xml).not.toContain('<saml2:Assertion');
  const whole = element(xml, 'saml2:EncryptedAssertion');
  const [data, key] = [element(xml, 'xenc:EncryptedData'), element(xml, 'xenc:EncryptedKey')];
  expect(Array.from(whole.childNodes).map(({ nodeName }) => nodeName)).toEqual([
    'xenc:EncryptedData',
    'xenc:EncryptedKey',
  ]);
  expect(data.getAttribute('Id')).toMatch(/^_[0-9a-f]{32}$/);
  expect(data.getAttribute('Type')).toBe('http://www.w3.org/2001/04/xmlenc#Element');
  expect(data.getElementsByTagName('xenc:EncryptedKey')).toHaveLength(0);
  expect(data.getElementsByTagName('ds:RetrievalMethod').item(0)?.getAttribute('URI')).toBe(
    `#${key.getAttribute('Id') ?? ''}`,
  );
  expect(key.getElementsByTagName('xenc:DataReference').item(0)?.getAttribute('URI')).toBe(
    `#${data.getAttribute('Id') ?? ''}`,
  );
  expect(key.getElementsByTagName('ds:X509Certificate').item(0)?.textContent?.replaceAll(/\s/g, '')).toBe(
    x5cOf(spKey().certificate)[0],
  );
});

test.each(Object.keys(CIPHERS) as (keyof typeof CIPHERS)[])('%s is what the app says', async (algorithm) => {
  const xml = await responseOf(await appWith({ encryptionAlgorithm: algorithm }));
  const [method] = Array.from(element(xml, 'xenc:EncryptedData').getElementsByTagName('xenc:EncryptionMethod'));
  expect(method?.getAttribute('Algorithm')).toBe(CIPHERS[algorithm][0]);
  const clear = decrypted(xml, algorithm);
  expect(clear).toMatch(/^<saml2:Assertion .*mika@corp\.example.*<\/saml2:Assertion>$/s);
});

test('the key is transported as the app says: OAEP with SHA-1, or the older padding', async () => {
  const oaep = await responseOf(await appWith());
  expect(oaep).toContain('Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"');
  expect(oaep).toMatch(/<ds:DigestMethod Algorithm="http:\/\/www\.w3\.org\/2000\/09\/xmldsig#sha1"/);
  const older = await responseOf(await appWith({ keyTransportAlgorithm: 'RSA_15' }));
  expect(older).toContain('Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-1_5"');
  // Node no longer takes this padding off: PKCS #1 1.5 begins with 0 2, and the key is what follows the next 0.
  const padded = privateDecrypt(
    { key: spKey().privatePem, padding: constants.RSA_NO_PADDING },
    bytesAt(element(older, 'xenc:EncryptedKey')),
  );
  expect([...padded.subarray(0, 2)]).toEqual([0, 2]);
  expect(padded.length - padded.indexOf(0, 2) - 1).toBe(32);
});

test('the assertion is signed before, the response after it is encrypted; the clear text is canonical', async () => {
  const xml = await responseOf(await appWith());
  expect(checkSignature(xml, 'saml2p:Response', org.idp.certificate).valid).toBe(true);
  expect(xml.slice(0, xml.indexOf('<saml2:Issuer'))).not.toContain('xmlns:xs=');
  const clear = decrypted(xml);
  expect(checkSignature(clear, 'saml2:Assertion', org.idp.certificate).valid).toBe(true);
  expect(clear).not.toContain('/>');
});

test('an unsigned assertion inside declares each namespace once, and no schema on itself', async () => {
  const xml = await responseOf(await appWith({}, { assertionSigned: false }));
  const clear = decrypted(xml);
  expect(clear).not.toContain('<ds:Signature');
  expect(clear.match(/xmlns:saml2=/g)).toHaveLength(1);
  expect(/^<saml2:Assertion [^>]*>/.exec(clear)?.[0]).not.toContain('xmlns:xs=');
});

test('two responses have nothing in common that an observer could compare', async () => {
  const app = await appWith();
  const [one, two] = [await responseOf(app), await responseOf(app)];
  expect(bytesAt(element(one, 'xenc:EncryptedKey'))).not.toEqual(bytesAt(element(two, 'xenc:EncryptedKey')));
});

test.each([
  ['no certificate', { x5c: undefined }],
  ['what is no certificate', { x5c: ['AAAA'] }],
  ['two certificates', { x5c: [...x5cOf(spKey().certificate), ...x5cOf(idpKey().certificate)] }],
  ['an unknown algorithm', { encryptionAlgorithm: 'DES' }],
])('encryption with %s is refused by the management API', async (_, encryption) => {
  await expect(appWith(encryption)).rejects.toThrow(/400.*E0000001.*assertionEncryption/);
});
