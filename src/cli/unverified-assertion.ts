import { ensure } from '../kernel/refusal.ts';
import type { Attributes } from '../roles/attributes.ts';
import { readAttributes } from '../saml/checks/attributes.ts';
import { readNameId } from '../saml/checks/subject.ts';
import { decodeMessage } from '../saml/gate/decode-message.ts';
import { parseXml } from '../saml/gate/parse-xml.ts';
import { childNamed, isNamed } from '../saml/gate/xml-element.ts';
import type { XmlElement } from '../saml/gate/xml-element.ts';
import { ASSERTION } from '../saml/namespaces.ts';

/** What an assertion says when nobody has checked its signature. Good for explanations only. */
export interface UnverifiedAssertion {
  readonly username: string;
  readonly attributes: Attributes;
}

const xmlOf = (text: string): string => {
  const trimmed = text.trim();
  return trimmed.startsWith('<') ? trimmed : decodeMessage(trimmed);
};

function assertionIn(root: XmlElement): XmlElement {
  if (isNamed(root, ASSERTION, 'Assertion')) return root;
  const assertion = childNamed(root, ASSERTION, 'Assertion');
  ensure(childNamed(root, ASSERTION, 'EncryptedAssertion') === undefined, 'SAML_SHAPE', {
    reason: 'the assertion is encrypted, and only the gateway has the key: use `flexgate explain --trace`',
  });
  ensure(assertion, 'SAML_SHAPE', { reason: `“${root.name}” holds no Assertion` });
  return assertion;
}

/** Reads a Response or an Assertion, as XML or as base64. Refusal SAML_… where it cannot be read. */
export function readUnverified(text: string): UnverifiedAssertion {
  const assertion = assertionIn(parseXml(xmlOf(text)));
  return { username: readNameId(assertion).value, attributes: readAttributes(assertion) };
}
