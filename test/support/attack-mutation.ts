import { DOMParser, XMLSerializer } from '@xmldom/xmldom';
import { constant, constantFrom, integer, oneof, record, type Arbitrary } from 'fast-check';

/** How often the fuzzer tries; more on demand: `FUZZ_RUNS=100000 npx jest mutation`. */
export const FUZZ_RUNS = Number(process.env['FUZZ_RUNS'] ?? 400);

/** Places are fractions of what is there, so that one mutation fits every message. */
const place = integer({ min: 0, max: 99_999 }).map((nth) => nth / 100_000);
const at = (fraction: number, length: number): number => Math.floor(fraction * length);

/** What a reader of XML, of base64 or of SAML stumbles over. */
const TOKENS = [
  '<', '>', '&', '"', "'", '/', '=', ' ', '\n', '\0', '\u00FF', '\uFFFE', '\u200B', '<!--', '-->', '<!---->', '<![CDATA[',
  ']]>', '<?x y?>', '<!DOCTYPE x>', '&lt;', '&#x61;', '&#0;', '&x;', 'admin', 'agent', 'xmlns=""', ' ID="_x"', '<x/>',
  '<saml2:Assertion>', '</saml2:Assertion>', '<ds:Signature>', '</saml2p:Response>', '#', '_', '==',
] as const; // prettier-ignore

export type ByteMutation =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'delete' | 'duplicate'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly text: string }
  | { readonly kind: 'swap' | 'copy'; readonly at: number; readonly to: number; readonly length: number };

const length = integer({ min: 1, max: 80 });
export const byteMutation: Arbitrary<ByteMutation> = oneof(
  record({ kind: constant('flip' as const), at: place, bit: integer({ min: 0, max: 7 }) }),
  record({ kind: constantFrom('delete' as const, 'duplicate' as const), at: place, length }),
  record({ kind: constant('insert' as const), at: place, text: constantFrom(...TOKENS) }),
  record({ kind: constantFrom('swap' as const, 'copy' as const), at: place, to: place, length }),
);

type Exchange = Extract<ByteMutation, { to: number }>;

/** Puts a piece over another one; a swap puts that one in its place. The two never overlap. */
function exchanged(bytes: Buffer, mutation: Exchange): Buffer {
  const places = [at(mutation.at, bytes.length), at(mutation.to, bytes.length)];
  const [first = 0, second = 0] = places.toSorted((a, b) => a - b);
  const size = Math.min(mutation.length, second - first, bytes.length - second);
  const one = bytes.subarray(first, first + size);
  return Buffer.concat([
    bytes.subarray(0, first),
    mutation.kind === 'swap' ? bytes.subarray(second, second + size) : one,
    bytes.subarray(first + size, second),
    one,
    bytes.subarray(second + size),
  ]);
}

export function mutateBytes(bytes: Buffer, mutation: ByteMutation): Buffer {
  if ('to' in mutation) return exchanged(bytes, mutation);
  const start = at(mutation.at, bytes.length);
  const splice = (until: number, ...between: readonly Uint8Array[]): Buffer =>
    Buffer.concat([bytes.subarray(0, start), ...between, bytes.subarray(until)]);
  if (mutation.kind === 'flip') return splice(start + 1, Buffer.from([(bytes[start] ?? 0) ^ (1 << mutation.bit)]));
  if (mutation.kind === 'insert') return splice(start, Buffer.from(mutation.text));
  const end = start + mutation.length;
  return mutation.kind === 'delete' ? splice(end) : splice(start, bytes.subarray(start, end));
}

/** Of the fuzzer’s own making, or from another message: what is put into the tree. */
const FOREIGN = ['donor assertion', 'donor signature', 'evil assertion'] as const;
export type Foreign = (typeof FOREIGN)[number];
/** XML by name. */
export type ForeignXml = Readonly<Record<Foreign, string>>;

export type TreeMutation =
  | { readonly kind: 'delete' | 'unwrap'; readonly at: number }
  | { readonly kind: 'move' | 'clone' | 'swap'; readonly at: number; readonly to: number; readonly where: Where }
  | { readonly kind: 'rename'; readonly at: number; readonly name: string }
  | {
      readonly kind: 'attribute';
      readonly at: number;
      readonly name: string;
      readonly from: number;
      readonly text: string;
    }
  | { readonly kind: 'text'; readonly at: number; readonly text: string }
  | { readonly kind: 'wrap'; readonly at: number; readonly name: string }
  | { readonly kind: 'foreign'; readonly at: number; readonly what: Foreign; readonly where: Where };

type Where = 'before' | 'after' | 'first' | 'last' | 'instead';
const anywhere = constantFrom<Where>('before', 'after', 'first', 'last', 'instead');

const NAMES = [
  'Assertion', 'EncryptedAssertion', 'Response', 'Signature', 'SignedInfo', 'Reference', 'Object', 'NameID', 'Subject',
  'Attribute', 'AttributeValue', 'AttributeStatement', 'AuthnStatement', 'Conditions', 'Audience', 'Issuer', 'Status',
  'Extensions', 'Advice', 'x',
] as const; // prettier-ignore
const ATTRIBUTES = [
  'ID', 'Id', 'id', 'URI', 'Name', 'FriendlyName', 'Value', 'Version', 'InResponseTo', 'Destination', 'Recipient',
  'NotOnOrAfter', 'NotBefore', 'IssueInstant', 'Algorithm', 'PrefixList', 'Method', 'xmlns', 'xmlns:saml2', 'x',
] as const; // prettier-ignore
const TEXTS = [
  '', ' ', 'admin', 'agent', 'roles', 'boss@corp.example', '2099-01-01T00:00:00Z', '2.0', '__proto__', 'urn:gw:flex',
  'urn:oasis:names:tc:SAML:2.0:assertion', 'urn:oasis:names:tc:SAML:2.0:status:Success', '*', '\u200B', 'xs saml2 #default',
] as const; // prettier-ignore

export const treeMutation: Arbitrary<TreeMutation> = oneof(
  record({ kind: constantFrom('delete' as const, 'unwrap' as const), at: place }),
  record({
    kind: constantFrom('move' as const, 'clone' as const, 'swap' as const),
    at: place,
    to: place,
    where: anywhere,
  }),
  record({ kind: constant('rename' as const), at: place, name: constantFrom(...NAMES) }),
  record({
    kind: constant('attribute' as const),
    at: place,
    name: constantFrom(...ATTRIBUTES),
    from: place,
    text: constantFrom('(as another element has it)', ...TEXTS),
  }),
  record({ kind: constant('text' as const), at: place, text: constantFrom(...TEXTS) }),
  record({ kind: constant('wrap' as const), at: place, name: constantFrom(...NAMES) }),
  record({ kind: constant('foreign' as const), at: place, what: constantFrom(...FOREIGN), where: anywhere }),
);

type Tree = ReturnType<DOMParser['parseFromString']>;
type Elem = ReturnType<Tree['getElementsByTagName']>[number];

const quiet = { error: () => undefined, fatalError: () => undefined, warning: () => undefined };
const parse = (xml: string): Tree => new DOMParser({ errorHandler: quiet }).parseFromString(xml, 'text/xml');

/** Changes a message as a tree. A mutation that makes no tree (an element inside itself) leaves it as it was. */
export function mutateTree(xml: string, mutations: readonly TreeMutation[], foreign: ForeignXml): string {
  const tree = parse(xml);
  for (const mutation of mutations) attempt(() => apply(tree, mutation, foreign));
  return new XMLSerializer().serializeToString(tree);
}

function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // xmldom refuses to build what is no tree.
  }
}

const elementsOf = (tree: Tree): readonly Elem[] => Array.from(tree.getElementsByTagName('*'));

function elementAt(tree: Tree, fraction: number): Elem {
  const all = elementsOf(tree);
  const found = all[at(fraction, all.length)];
  if (found === undefined) throw new Error('the tree is empty');
  return found;
}

/** `node` must be new: xmldom makes a ring of a node that is put beside itself. */
function put(node: Elem, where: Where, target: Elem): void {
  if (where === 'first') target.insertBefore(node, target.firstChild);
  else if (where === 'last') target.appendChild(node);
  else if (where === 'before') target.parentNode?.insertBefore(node, target);
  else if (where === 'after') target.parentNode?.insertBefore(node, target.nextSibling);
  else target.parentNode?.replaceChild(node, target);
}

function apply(tree: Tree, mutation: TreeMutation, foreign: ForeignXml): void {
  const element = elementAt(tree, mutation.at);
  switch (mutation.kind) {
    case 'delete':
      element.parentNode?.removeChild(element);
      return;
    case 'unwrap':
      for (const child of Array.from(element.childNodes))
        element.parentNode?.insertBefore(child.cloneNode(true), element);
      element.parentNode?.removeChild(element);
      return;
    case 'move':
      put(element.cloneNode(true) as Elem, mutation.where, elementAt(tree, mutation.to));
      element.parentNode?.removeChild(element);
      return;
    case 'clone':
      put(element.cloneNode(true) as Elem, mutation.where, elementAt(tree, mutation.to));
      return;
    case 'swap': {
      const other = elementAt(tree, mutation.to);
      const copy = element.cloneNode(true) as Elem;
      put(other.cloneNode(true) as Elem, 'instead', element);
      put(copy, 'instead', other);
      return;
    }
    case 'foreign': {
      const made = parse(foreign[mutation.what]).documentElement;
      put(tree.importNode(made, true), mutation.where, element);
      return;
    }
    case 'rename':
    case 'attribute':
    case 'text':
    case 'wrap':
      applyToElement(tree, element, mutation);
  }
}

type InPlace = Extract<TreeMutation, { kind: 'rename' | 'attribute' | 'text' | 'wrap' }>;

function renamed(tree: Tree, element: Elem, name: string): Elem {
  const prefix = element.prefix ?? '';
  return tree.createElementNS(element.namespaceURI, prefix === '' ? name : `${prefix}:${name}`);
}

function applyToElement(tree: Tree, element: Elem, mutation: InPlace): void {
  switch (mutation.kind) {
    case 'rename': {
      const made = renamed(tree, element, mutation.name);
      for (const { name, value } of Array.from(element.attributes)) made.setAttribute(name, value);
      while (element.firstChild !== null) made.appendChild(element.firstChild);
      put(made, 'instead', element);
      return;
    }
    case 'attribute': {
      const others = elementsOf(tree).flatMap((one) => one.getAttribute(mutation.name) ?? []);
      const other = others.filter((value) => value !== '')[at(mutation.from, others.length)];
      element.setAttribute(mutation.name, mutation.text.startsWith('(') ? (other ?? '') : mutation.text);
      return;
    }
    case 'text':
      element.textContent = mutation.text;
      return;
    case 'wrap': {
      const made = renamed(tree, element, mutation.name);
      put(made, 'instead', element);
      made.appendChild(element);
    }
  }
}
