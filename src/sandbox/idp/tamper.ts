import type { Overrides } from './overrides.ts';

type Tampering = NonNullable<Overrides['tamper']>;

/** Each finds what it alters in the finished response: the text between the two groups is replaced. */
const TARGETS: Readonly<Record<Tampering, { readonly find: RegExp; readonly alter: (text: string) => string }>> = {
  roles: {
    find: /(<saml2:Attribute Name="roles"[^>]*><saml2:AttributeValue[^>]*[^/]>)([^<]+)(<)/,
    alter: (role) => (role === 'admin' ? 'supervisor' : 'admin'),
  },
  nameId: { find: /(<saml2:NameID[^>]*>)([^<]+)(<)/, alter: () => 'mallory@elsewhere.example' },
  digest: { find: /(<ds:DigestValue>)([^<]+)(<)/g, alter: flipped },
  signature: { find: /(<ds:SignatureValue>)([^<]+)(<)/g, alter: flipped },
};

/** Still base64 of the same length, another first character. */
function flipped(base64: string): string {
  return (base64.startsWith('A') ? 'B' : 'A') + base64.slice(1);
}

/** Alters a finished response, so that its signatures no longer hold. Throws where there is nothing to alter. */
export function tampered(xml: string, what: Tampering): string {
  const { find, alter } = TARGETS[what];
  const altered = xml.replace(
    find,
    (_all, before: string, text: string, after: string) => before + alter(text) + after,
  );
  if (altered === xml) throw new Error(`The response has no ${what} to tamper with.`);
  return altered;
}
