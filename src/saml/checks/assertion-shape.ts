import { ensure } from '../../kernel/refusal.ts';
import { childNamed, childrenNamed, isNamed, type XmlElement } from '../gate/xml-element.ts';
import { ASSERTION, DSIG } from '../namespaces.ts';
import { checkChildren, checkTextOnly, checkVersionAndId, named, type ChildRules } from './children.ts';

/** core 2.3.3. */
const ASSERTION_CHILDREN: ChildRules = new Map([
  [named(ASSERTION, 'Issuer'), 'once'],
  [named(DSIG, 'Signature'), 'optional'],
  [named(ASSERTION, 'Subject'), 'optional'],
  [named(ASSERTION, 'Conditions'), 'optional'],
  [named(ASSERTION, 'Advice'), 'optional'],
  [named(ASSERTION, 'Statement'), 'any number'],
  [named(ASSERTION, 'AuthnStatement'), 'any number'],
  [named(ASSERTION, 'AuthzDecisionStatement'), 'any number'],
  [named(ASSERTION, 'AttributeStatement'), 'any number'],
]);

/** core 2.4.1. */
const SUBJECT_CHILDREN: ChildRules = new Map([
  [named(ASSERTION, 'BaseID'), 'optional'],
  [named(ASSERTION, 'NameID'), 'optional'],
  [named(ASSERTION, 'EncryptedID'), 'optional'],
  [named(ASSERTION, 'SubjectConfirmation'), 'any number'],
]);

export function checkAssertionShape(assertion: XmlElement): void {
  ensure(isNamed(assertion, ASSERTION, 'Assertion'), 'SAML_SHAPE', {
    reason: `“${assertion.name}” stands where an Assertion is expected`,
  });
  checkVersionAndId(assertion);
  checkChildren(assertion, ASSERTION_CHILDREN);
  for (const issuer of childrenNamed(assertion, ASSERTION, 'Issuer')) checkTextOnly(issuer);
  const subject = childNamed(assertion, ASSERTION, 'Subject');
  if (subject === undefined) return;
  checkChildren(subject, SUBJECT_CHILDREN);
  for (const nameId of childrenNamed(subject, ASSERTION, 'NameID')) checkTextOnly(nameId);
}
