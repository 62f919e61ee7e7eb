import { ensure } from '../../kernel/refusal.ts';
import type { Attributes } from '../../roles/attributes.ts';
import { childrenNamed, isNamed, type XmlElement } from '../gate/xml-element.ts';
import { ASSERTION } from '../namespaces.ts';
import { checkTextOnly } from './children.ts';

/**
 * Every attribute with its values as they stand (core 2.7.3), over all statements and all elements of one name: Keycloak
 * sends one element per role. No value at all is an empty list, an empty value is an empty text: absent, empty and present
 * stay three cases.
 */
export function readAttributes(assertion: XmlElement): Attributes {
  const attributes = new Map<string, string[]>();
  for (const statement of childrenNamed(assertion, ASSERTION, 'AttributeStatement'))
    for (const attribute of statement.children) {
      const { name, values } = readAttribute(attribute);
      const before = attributes.get(name);
      if (before === undefined) attributes.set(name, [...values]);
      else before.push(...values);
    }
  return attributes;
}

function readAttribute(attribute: XmlElement): { name: string; values: readonly string[] } {
  ensure(isNamed(attribute, ASSERTION, 'Attribute'), 'SAML_SHAPE', {
    reason: `AttributeStatement holds an unexpected ${attribute.name}`,
  });
  const name = attribute.attributes.get('Name');
  ensure(name, 'SAML_SHAPE', { reason: 'an Attribute has no Name' });
  return { name, values: attribute.children.map(readValue) };
}

function readValue(value: XmlElement): string {
  ensure(isNamed(value, ASSERTION, 'AttributeValue'), 'SAML_SHAPE', {
    reason: `Attribute holds an unexpected ${value.name}`,
  });
  checkTextOnly(value);
  return value.text;
}
