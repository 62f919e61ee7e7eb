import { resolveIdp } from '../../src/config/resolve-idp.ts';
import { connectionSchema } from '../../src/config/schema-connection.ts';
import { idpMetadataXml } from '../support/idp-metadata.ts';
import { IDP_ENTITY_ID } from '../support/saml-idp.ts';
import { idpKey, otherIdpKey } from '../support/saml-keys.ts';

const { certificate } = idpKey();
const METADATA = idpMetadataXml({ certificates: [certificate] });
const resolve = (idp: Record<string, unknown>, text = METADATA) =>
  resolveIdp(connectionSchema.parse({ idp }).idp, { readFile: () => text, fetchText: async () => text });
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

test('an IdP without a logout address has none', async () => {
  const text = METADATA.replace(/<md:SingleLogoutService[^>]*>/, '');
  expect(await resolve(byUrl, text)).not.toHaveProperty('slo');
});

test('certificates that the operator wrote down go before those of the metadata', async () => {
  const facts = await resolve({ ...byUrl, certificates: [otherIdpKey().certificate] });
  expect(facts).toMatchObject({ entityId: IDP_ENTITY_ID, certificates: [otherIdpKey().certificate] });
});
