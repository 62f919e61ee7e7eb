import { isSafeTarget } from '../kernel/web-address.ts';
import { parseInstant } from './checks/instant.ts';
import { parseXml } from './gate/parse-xml.ts';
import type { XmlLimits } from './gate/parse-xml.ts';
import { childNamed, childrenNamed, isNamed } from './gate/xml-element.ts';
import type { XmlElement } from './gate/xml-element.ts';
import { DSIG, METADATA } from './namespaces.ts';

/** What the IdP's metadata say of it (saml-metadata 2.4.3). */
export interface IdpMetadata {
  readonly entityId: string;
  readonly sso: ReadonlyMap<'redirect' | 'post', string>;
  readonly slo: ReadonlyMap<'redirect' | 'post', string>;
  /** ResponseLocation: where answers to a logout go, if elsewhere (saml-metadata 2.2.2). */
  readonly sloResponses: ReadonlyMap<'redirect' | 'post', string>;
  /** PEM; keys for signing, and those without a declared use. */
  readonly certificates: readonly string[];
  /** Not to be used from then on (saml-metadata 2.3.1), ms since epoch; Infinity where they do not say. */
  readonly validUntil: number;
}

/** Metadata are an operator's choice, not a visitor's: larger than a response, but still bounded. */
const LIMITS: XmlLimits = {
  depth: 32,
  elements: 20_000,
  attributesPerElement: 50,
  attributes: 60_000,
  attributeText: 200_000,
  names: 20_000,
  text: 200_000,
};
const SAML2 = 'urn:oasis:names:tc:SAML:2.0:protocol';
const BINDINGS = new Map<string, 'redirect' | 'post'>([
  ['urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', 'redirect'],
  ['urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST', 'post'],
]);

/** An unusable metadata document; the message says what is wrong with it. */
export class MetadataError extends Error {
  override readonly name = 'MetadataError';
}

function pemOf(base64: string): string {
  const lines = base64.replace(/\s+/g, '').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** A browser is sent there with what we sign: the same rule as for addresses in the configuration. */
function checkAddress(url: string, service: string): void {
  if (!isSafeTarget(url))
    throw new MetadataError(`its ${service} address must be https (http only for localhost), without credentials`);
}

function locations(
  descriptor: XmlElement,
  service: string,
  attribute = 'Location',
): ReadonlyMap<'redirect' | 'post', string> {
  const found = new Map<'redirect' | 'post', string>();
  for (const { attributes } of childrenNamed(descriptor, METADATA, service)) {
    const binding = BINDINGS.get(attributes.get('Binding') ?? '');
    const location = attributes.get(attribute);
    if (binding === undefined || location === undefined || found.has(binding)) continue;
    checkAddress(location, service);
    found.set(binding, location);
  }
  return found;
}

function signingCertificates(descriptor: XmlElement): readonly string[] {
  const certificates = childrenNamed(descriptor, METADATA, 'KeyDescriptor')
    .filter(({ attributes }) => attributes.get('use') !== 'encryption')
    .flatMap((key) => childrenNamed(key, DSIG, 'KeyInfo'))
    .flatMap((info) => childrenNamed(info, DSIG, 'X509Data'))
    .flatMap((data) => childrenNamed(data, DSIG, 'X509Certificate'))
    .map(({ text }) => pemOf(text));
  return [...new Set(certificates)];
}

function entityDescriptor(root: XmlElement): XmlElement {
  const entities = isNamed(root, METADATA, 'EntitiesDescriptor')
    ? childrenNamed(root, METADATA, 'EntityDescriptor')
    : [root].filter((element) => isNamed(element, METADATA, 'EntityDescriptor'));
  const [entity, ...others] = entities.filter((element) => childNamed(element, METADATA, 'IDPSSODescriptor'));
  if (entity === undefined) throw new MetadataError('it describes no SAML identity provider (IDPSSODescriptor)');
  if (others.length > 0) throw new MetadataError('it describes several identity providers; give the metadata of one');
  return entity;
}

/** The earliest of the document, the entity and the role: what is around an element holds for it too. */
function endOf(elements: readonly XmlElement[]): number {
  const ends = elements.flatMap(({ attributes }) => attributes.get('validUntil') ?? []);
  return Math.min(...ends.map((end) => parseInstant(end, 'validUntil')));
}

/** Throws MetadataError where the document says itself that its time is over. */
export function ensureInForce({ validUntil }: IdpMetadata, now: number): void {
  if (now >= validUntil) throw new MetadataError(`it was valid until ${new Date(validUntil).toISOString()}`);
}

/** Reads the metadata of one IdP. Throws MetadataError, or a SAML_… Refusal where the XML itself is refused. */
export function parseIdpMetadata(xml: string): IdpMetadata {
  const root = parseXml(xml.replace(/^\uFEFF/, ''), LIMITS);
  const entity = entityDescriptor(root);
  const entityId = entity.attributes.get('entityID');
  const descriptor = childrenNamed(entity, METADATA, 'IDPSSODescriptor').find(({ attributes }) =>
    (attributes.get('protocolSupportEnumeration') ?? '').split(/\s+/).includes(SAML2),
  );
  if (entityId === undefined || entityId === '') throw new MetadataError('it has no entityID');
  if (descriptor === undefined) throw new MetadataError('the identity provider does not speak SAML 2.0');
  const sso = locations(descriptor, 'SingleSignOnService');
  const certificates = signingCertificates(descriptor);
  if (sso.size === 0) throw new MetadataError('it has no single sign-on address (HTTP-Redirect or HTTP-POST)');
  if (certificates.length === 0) throw new MetadataError('it has no signing certificate');
  const slo = locations(descriptor, 'SingleLogoutService');
  const sloResponses = locations(descriptor, 'SingleLogoutService', 'ResponseLocation');
  const validUntil = endOf([root, entity, descriptor]);
  return { entityId, sso, slo, sloResponses, certificates, validUntil };
}
