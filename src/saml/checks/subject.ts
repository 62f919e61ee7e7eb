import { ensure } from '../../kernel/refusal.ts';
import { childNamed, type XmlElement } from '../gate/xml-element.ts';
import { ASSERTION, TRANSIENT } from '../namespaces.ts';
import type { VerifiedAssertion } from '../verified-assertion.ts';

const LONGEST = 256;
/** Control, bidi, zero-width, private and unassigned characters, and blanks other than the space. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

/** The person: one NameID that a human can tell from every other by looking at it (core 2.2.3, 2.4.1). */
export function readNameId(assertion: XmlElement): VerifiedAssertion['nameId'] {
  const subject = childNamed(assertion, ASSERTION, 'Subject');
  ensure(subject, 'SAML_SUBJECT_MISSING', { reason: 'the assertion has no Subject' });
  const nameId = childNamed(subject, ASSERTION, 'NameID');
  ensure(nameId, 'SAML_SUBJECT_MISSING', { reason: 'the Subject has no NameID' });
  const value = nameId.text;
  ensure(value !== '', 'SAML_SUBJECT_MISSING', { reason: 'the NameID is empty' });
  ensure(value.length <= LONGEST, 'SAML_SUBJECT_MISSING', {
    reason: `the NameID is longer than ${LONGEST} characters`,
  });
  ensure(!INVISIBLE.test(value), 'SAML_SUBJECT_MISSING', { reason: 'the NameID contains an invisible character' });
  ensure(value === value.trim(), 'SAML_SUBJECT_MISSING', { reason: 'the NameID begins or ends with a blank' });
  const format = nameId.attributes.get('Format');
  // Each login would be a new person, with a new worker.
  ensure(format !== TRANSIENT, 'SAML_SUBJECT_MISSING', {
    reason:
      'the NameID is a transient one, which is another at each login: choose the format emailAddress or persistent',
  });
  return { value, ...(format !== undefined && { format }) };
}
