/** Characters that XML 1.0 (2.2) cannot hold, not even escaped. */
// oxlint-disable-next-line no-control-regex -- these are the characters meant
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

const ESCAPES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ['\t', '&#x9;'],
  ['\n', '&#xA;'],
  ['\r', '&#xD;'],
]);

const escaped = (text: string, characters: RegExp): string =>
  text.replace(FORBIDDEN, '\ufffd').replace(characters, (character) => ESCAPES.get(character) ?? character);

/** For character data: line ends within a name survive, because a parser would turn a bare \r into \n. */
export const xmlText = (text: string): string => escaped(text, /[&<>\r]/g);
/** For a value in double quotes: a parser would turn bare white space into blanks (XML 1.0, 3.3.3). */
export const xmlAttribute = (text: string): string => escaped(text, /[&<>"\t\n\r]/g);

/** ` name="value"` for each that has a value, in the order given. */
export const xmlAttributes = (attributes: readonly (readonly [name: string, value: string | undefined])[]): string =>
  attributes.map(([name, value]) => (value === undefined ? '' : ` ${name}="${xmlAttribute(value)}"`)).join('');

export const NAMESPACES = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  schema: 'http://www.w3.org/2001/XMLSchema',
  instance: 'http://www.w3.org/2001/XMLSchema-instance',
} as const;
