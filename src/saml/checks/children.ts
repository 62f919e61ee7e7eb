import { ensure } from '../../kernel/refusal.ts';
import type { XmlElement } from '../gate/xml-element.ts';

/** How often a child may stand in its parent. */
type Occurrence = 'once' | 'optional' | 'any number';
/** By `{namespace}name`. What is not listed may not stand there. */
export type ChildRules = ReadonlyMap<string, Occurrence>;

export const named = (namespace: string, name: string): string => `{${namespace}}${name}`;

/** Exactly the children that the schema has. A look-alike of another namespace is none of them. */
export function checkChildren(parent: XmlElement, rules: ChildRules): void {
  const counts = new Map<string, number>();
  for (const child of parent.children) {
    const key = named(child.namespace, child.name);
    ensure(rules.has(key), 'SAML_SHAPE', { reason: `${parent.name} holds an unexpected ${child.name}` });
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const [key, occurrence] of rules) checkCount(parent, key, occurrence, counts.get(key) ?? 0);
}

function checkCount(parent: XmlElement, key: string, occurrence: Occurrence, count: number): void {
  const name = key.slice(key.indexOf('}') + 1);
  ensure(count <= 1 || occurrence === 'any number', 'SAML_SHAPE', { reason: `${parent.name} holds ${count} ${name}` });
  ensure(count === 1 || occurrence !== 'once', 'SAML_SHAPE', { reason: `${parent.name} holds no ${name}` });
}

/** NameID, Issuer and values are text: an element inside would be read differently by different readers. */
export function checkTextOnly(element: XmlElement): void {
  ensure(element.children.length === 0, 'SAML_SHAPE', {
    reason: `${element.name} holds elements, only text is allowed`,
  });
}

const ID = /^[\p{L}\p{N}_.:-]{1,256}$/u;

/** Version and ID of a Response or an Assertion (core 2.3.3, 3.2.2). */
export function checkVersionAndId(element: XmlElement): void {
  const version = element.attributes.get('Version');
  ensure(version === '2.0', 'SAML_SHAPE', { reason: `${element.name} has the Version “${version ?? ''}”, not 2.0` });
  ensure(ID.test(element.attributes.get('ID') ?? ''), 'SAML_SHAPE', { reason: `${element.name} has no proper ID` });
}
