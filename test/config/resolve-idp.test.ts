import { resolveIdp } from '../../src/config/resolve-idp.ts';
import { connectionSchema } from '../../src/config/schema-connection.ts';
import { idpMetadataXml } from '../support/idp-metadata.ts';
import { IDP_ENTITY_ID } from '../support/saml-idp.ts';
import { idpKey, otherIdpKey } from '../support/saml-keys.ts';

const { certificate } = idpKey();
const NOW = Date.parse('2026-11-24T09:00:00Z');
const METADATA = idpMetadataXml({ certificates: [certificate] });
const resolve = (idp: Record<string, unknown>, text = METADATA) =>
  resolveIdp(connectionSchema.parse({ idp }).idp, {
    readFile: () => text,
    fetchText: async () => text,
    now: () => NOW,
  });
const byUrl = { metadataUrl: 'https://idp.example/metadata' };

test.each([
  ['the metadata', byUrl, { post: 'https://acme.okta.com/slo' }],
  [
    'the operator, who goes first',
    { ...byUrl, sloUrl: 'https://x.example/slo' },
    { redirect: 'https://x.example/slo' },
  ],
  [
    'the operator, with its binding',
    { ...byUrl, sloUrl: 'https://x.example/slo', sloBinding: 'post' },
    { post: 'https://x.example/slo' },
  ],
])('the logout address comes from %s', async (_title, idp, slo) => {
  await expect(resolve(idp)).resolves.toMatchObject({ slo });
});

test.each([
  ['of the document', ' validUntil="2026-11-24T09:00:00Z"', ''],
  ['of the role alone', '', ' validUntil="2026-11-24T08:59:59.999Z"'],
  [
    'of the role, before that of the document',
    ' validUntil="2027-01-01T00:00:00Z"',
    ' validUntil="2026-11-01T00:00:00Z"',
  ],
])(
  'metadata behind an address are not used after the end %s; a file is, as the operator put it there',
  async (...ends) => {
    const [, more, ofRole] = ends;
    const text = idpMetadataXml({ certificates: [certificate], more }).replace(
      'IDPSSODescriptor',
      `IDPSSODescriptor${ofRole}`,
    );
    await expect(resolve(byUrl, text)).resolves.toMatchObject({
      reason: expect.stringContaining('it was valid until 2026-11'),
    });
    await expect(resolve({ metadataFile: 'idp.xml' }, text)).resolves.toMatchObject({ entityId: IDP_ENTITY_ID });
  },
);

test('metadata in force are used, and an end that cannot be read is no end to ignore', async () => {
  const until = (end: string) => idpMetadataXml({ certificates: [certificate], more: ` validUntil="${end}"` });
  await expect(resolve(byUrl, until('2026-11-24T09:00:00.001Z'))).resolves.toMatchObject({ entityId: IDP_ENTITY_ID });
  await expect(resolve(byUrl, until('next year'))).resolves.toMatchObject({
    reason: expect.stringContaining('validUntil'),
  });
});

test('an IdP without a logout address has none', async () => {
  const text = METADATA.replace(/<md:SingleLogoutService[^>]*>/, '');
  expect(await resolve(byUrl, text)).not.toHaveProperty('slo');
});

test('certificates that the operator wrote down go before those of the metadata', async () => {
  const facts = await resolve({ ...byUrl, certificates: [otherIdpKey().certificate] });
  expect(facts).toMatchObject({ entityId: IDP_ENTITY_ID, certificates: [otherIdpKey().certificate] });
});
