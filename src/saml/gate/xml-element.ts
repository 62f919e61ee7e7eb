/** One element of a parsed message. Made by parseXml alone, never changed afterwards. */
export interface XmlElement {
  readonly namespace: string;
  /** Without prefix. */
  readonly name: string;
  /** Attributes that have no namespace, which is all that SAML reads. A Map: a name from outside may be `__proto__`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text directly inside, of all its pieces. */
  readonly text: string;
}

export const isNamed = (element: XmlElement, namespace: string, name: string): boolean =>
  element.name === name && element.namespace === namespace;

export const childrenNamed = (parent: XmlElement, namespace: string, name: string): readonly XmlElement[] =>
  parent.children.filter((child) => isNamed(child, namespace, name));

export const childNamed = (parent: XmlElement, namespace: string, name: string): XmlElement | undefined =>
  parent.children.find((child) => isNamed(child, namespace, name));

/** All elements below `parent` with the one that holds them, in document order. */
export function* descendants(parent: XmlElement): Generator<{ element: XmlElement; parent: XmlElement }> {
  for (const element of parent.children) {
    yield { element, parent };
    yield* descendants(element);
  }
}
