import { SaxesParser, type SaxesTagNS, type XMLDecl } from 'saxes';
import { ensure, Refusal } from '../../kernel/refusal.ts';
import type { XmlElement } from './xml-element.ts';

export interface XmlLimits {
  readonly depth: number;
  readonly elements: number;
  readonly attributesPerElement: number;
  readonly attributes: number;
  /** Characters of one attribute, a namespace among them: canonical form repeats it at every element that uses it. */
  readonly attributeText: number;
  /** Different names of elements: xmldom searches the whole message once for each. */
  readonly names: number;
  /** Characters of one run of text; cipher text is bounded by the size of the whole message alone. */
  readonly text: number;
}

export const XML_LIMITS: XmlLimits = {
  depth: 32,
  elements: 2_500,
  attributesPerElement: 24,
  attributes: 4_000,
  attributeText: 2_048,
  names: 128,
  text: 65_536,
};

/** What xml-crypto takes for an ID, whatever its namespace: each value may occur once. */
const ID_NAMES: ReadonlySet<string> = new Set(['ID', 'Id', 'id']);

/** xmldom reads its elements by the rules of HTML, so not as this gate does: inside a script, markup is text. */
const XHTML = 'http://www.w3.org/1999/xhtml';

interface Growing extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

/** Takes the events of the parser, counts, and builds the tree. */
class TreeBuilder {
  root: XmlElement | undefined;
  readonly #limits: XmlLimits;
  readonly #open: Growing[] = [];
  readonly #ids = new Set<string>();
  readonly #names = new Set<string>();
  #elements = 0;
  #attributes = 0;

  constructor(limits: XmlLimits) {
    this.#limits = limits;
  }

  opened(tag: SaxesTagNS): void {
    const all = Object.values(tag.attributes);
    this.#within('elements', (this.#elements += 1));
    this.#within('attributesPerElement', all.length);
    this.#within('attributes', (this.#attributes += all.length));
    this.#within('depth', this.#open.length + 1);
    this.#within('names', this.#names.add(tag.name).size);
    ensure(tag.uri !== XHTML, 'SAML_MALFORMED', { reason: 'it contains HTML' });
    for (const { local, value } of all) {
      this.#within('attributeText', value.length);
      if (ID_NAMES.has(local)) this.#claimId(value);
    }
    const attributes = new Map(all.filter((a) => a.prefix === '' && a.name !== 'xmlns').map((a) => [a.name, a.value]));
    const element: Growing = { namespace: tag.uri, name: tag.local, attributes, children: [], text: '' };
    const parent = this.#open.at(-1);
    if (parent === undefined) this.root = element;
    else parent.children.push(element);
    this.#open.push(element);
  }

  closed(): void {
    this.#open.pop();
  }

  wrote(text: string): void {
    const element = this.#open.at(-1);
    if (element === undefined) return;
    element.text += text;
    if (element.name !== 'CipherValue') this.#within('text', element.text.length);
  }

  #claimId(id: string): void {
    ensure(!this.#ids.has(id), 'SAML_SHAPE', { reason: 'two elements have the same ID' });
    this.#ids.add(id);
  }

  #within(limit: keyof XmlLimits, count: number): void {
    ensure(count <= this.#limits[limit], 'SAML_TOO_LARGE', { limit, allowed: this.#limits[limit] });
  }
}

/** What SAML messages have no use for but attacks have: it splits text, hides it, or makes more of it. */
const FORBIDDEN: readonly (readonly [start: string, what: string])[] = [
  ['<!--', 'a comment'],
  ['<![CDATA[', 'a CDATA section'],
  ['<!', 'a document type'],
  ['<?', 'a processing instruction'],
];

/**
 * In well-formed XML a `<` begins markup, wherever it stands, so these four are found by their first characters. (Handlers
 * for them would do too, but a saxes parser with that many is four times slower.)
 */
function checkForbidden(xml: string): void {
  // An XML declaration may stand at the very start, and looks like a processing instruction.
  const start = xml.startsWith('<?xml ') ? 1 : 0;
  for (const [opening, what] of FORBIDDEN)
    ensure(!xml.includes(opening, start), 'SAML_MALFORMED', { reason: `it contains ${what}` });
}

function checkDeclaration({ version = '1.0', encoding = 'UTF-8' }: XMLDecl): void {
  ensure(version === '1.0', 'SAML_MALFORMED', { reason: 'it is not XML 1.0' });
  ensure(encoding.toLowerCase() === 'utf-8', 'SAML_MALFORMED', {
    reason: 'its XML declaration names an encoding other than UTF-8',
  });
}

/**
 * The gate before every other parser (XML 1.0, Namespaces in XML): one strict pass, linear in the length, that refuses
 * what is not well-formed, what is too much, and what is forbidden above. Answers the tree for the checks of shape.
 */
export function parseXml(xml: string, limits: XmlLimits = XML_LIMITS): XmlElement {
  checkForbidden(xml);
  const tree = new TreeBuilder(limits);
  const parser = new SaxesParser({ xmlns: true, position: false, defaultXMLVersion: '1.0', forceXMLVersion: true });
  parser.on('opentag', (tag) => tree.opened(tag));
  parser.on('closetag', () => tree.closed());
  parser.on('text', (text) => tree.wrote(text));
  parser.on('error', () => {
    throw new Refusal('SAML_MALFORMED', { reason: 'it is not well-formed XML' });
  });
  parser.write(xml);
  checkDeclaration(parser.xmlDecl);
  parser.close();
  ensure(tree.root, 'SAML_MALFORMED', { reason: 'it has no element' });
  return tree.root;
}
