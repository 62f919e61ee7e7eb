const TAG = /<(\/?[a-z][\w-]*)((?:\s+[^\s=>"/]+(?:="[^"]*")?)*)\s*\/?>/gi;
const ATTRIBUTE = /([^\s="]+)(?:="([^"]*)")?/g;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&#39;', "'"],
  ['&amp;', '&'],
]);

const unescaped = (text: string): string =>
  text.replaceAll(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES.get(entity) ?? entity);

export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly index: number;
  readonly end: number;
}

/** Every tag of a page of ours, in order. Our pages quote every attribute value. */
export const tagsOf = (html: string): readonly Tag[] =>
  [...html.matchAll(TAG)].map(({ 0: whole, 1: name = '', 2: attributes = '', index }) => ({
    name: name.toLowerCase(),
    attributes: new Map([...attributes.matchAll(ATTRIBUTE)].map(([, key = '', value = '']) => [key, unescaped(value)])),
    index,
    end: index + whole.length,
  }));

/** What a page is made of, without what it says: the names of tags and of their attributes. */
export const skeletonOf = (html: string): readonly string[] =>
  tagsOf(html).map(({ name, attributes }) => [name, ...attributes.keys()].join(' '));

/** The words of a piece of a page. */
export const wordsOf = (html: string): string => unescaped(html.replaceAll(TAG, ' ')).replaceAll(/\s+/g, ' ').trim();

/** The inner HTML of the first element with this data-testid; undefined where there is none. */
export function partOf(html: string, testId: string): string | undefined {
  const tags = tagsOf(html);
  const first = tags.findIndex(({ attributes }) => attributes.get('data-testid') === testId);
  const opened = tags[first];
  if (opened === undefined) return undefined;
  let depth = 0;
  for (const tag of tags.slice(first)) {
    if (tag.name === opened.name) depth += 1;
    if (tag.name === `/${opened.name}`) depth -= 1;
    if (depth === 0) return html.slice(opened.end, tag.index);
  }
  throw new Error(`${testId} is not closed`);
}

/** The words inside the element with this data-testid. */
export const said = (html: string, testId: string): string => wordsOf(partOf(html, testId) ?? '');

/** The values of one attribute, over all tags of this name. */
export const valuesOf = (html: string, name: string, attribute: string): readonly string[] =>
  tagsOf(html).flatMap((tag) => (tag.name === name ? (tag.attributes.get(attribute) ?? []) : []));
