import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURE_ACS, FIXTURE_SHAPES, FIXTURE_SP, type FixtureShape } from './idp-shapes.ts';
import { iso, NOW, samlResponse } from './saml-idp.ts';
import { aKey, type TestKey } from './saml-keys.ts';

const BINDINGS = 'urn:oasis:names:tc:SAML:2.0:bindings';
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

function metadataOf({ entityId, ssoUrl, sloUrl, metadata = {} }: FixtureShape, { certificate }: TestKey): string {
  const base64 = certificate.replaceAll(/-----[A-Z ]+-----\n/g, '').trim();
  const services = (name: string, url: string): string =>
    ['HTTP-Redirect', 'HTTP-POST']
      .map((binding) => `    <${name} Binding="${BINDINGS}:${binding}" Location="${escape(url)}"/>\n`)
      .join('');
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
    `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${escape(entityId)}">\n` +
    (metadata.before === undefined ? '' : `  ${metadata.before}\n`) +
    `  <IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">\n` +
    `    <KeyDescriptor use="signing">\n` +
    `      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>\n` +
    `    </KeyDescriptor>\n` +
    (sloUrl === undefined ? '' : services('SingleLogoutService', sloUrl)) +
    (metadata.nameIdFormats ?? []).map((format) => `    <NameIDFormat>${format}</NameIDFormat>\n`).join('') +
    services('SingleSignOnService', ssoUrl) +
    `  </IDPSSODescriptor>\n` +
    `</EntityDescriptor>\n`
  );
}

function responseOf({ entityId, response }: FixtureShape, { privateKey, certificate }: TestKey): string {
  return samlResponse({
    issuer: entityId,
    audiences: [FIXTURE_SP],
    destination: FIXTURE_ACS,
    recipient: FIXTURE_ACS,
    ...response,
    signing: { key: privateKey, certificate, ...response.signing },
  });
}

/** Lists of plain values in one line, as the formatter has it. */
const json = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).replaceAll(/\[\s+("[^\]{}]*?)\s+\]/g, (_, items: string) => `[${items.replaceAll(/\s*\n\s*/g, ' ')}]`)}\n`;

/**
 * Writes every folder anew: `REWRITE_FIXTURES=1 npx jest fixtures-idp`. The keys are made for it and thrown away; only
 * their certificates stay, in the metadata, so a fixture cannot be changed and signed again.
 */
export function generateIdpFixtures(root: string): void {
  rmSync(root, { recursive: true, force: true });
  const keys = new Map<string, TestKey>();
  for (const shape of FIXTURE_SHAPES) {
    const key = keys.get(shape.entityId) ?? aKey(2048, new URL(shape.ssoUrl).hostname);
    keys.set(shape.entityId, key);
    const folder = join(root, shape.folder);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'metadata.xml'), metadataOf(shape, key));
    writeFileSync(join(folder, 'response.xml'), responseOf(shape, key));
    const { about, preset, connection, expected } = shape;
    writeFileSync(join(folder, 'case.json'), json({ about, preset, connection, now: iso(NOW), expected }));
  }
}
