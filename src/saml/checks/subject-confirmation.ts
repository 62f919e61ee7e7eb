import { ensure, isRefusal, Refusal } from '../../kernel/refusal.ts';
import { childNamed, childrenNamed, type XmlElement } from '../gate/xml-element.ts';
import { ASSERTION } from '../namespaces.ts';
import { checkBegun, checkNotOver, parseInstant, type Moment } from './instant.ts';

const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

export interface Confirmation {
  readonly notOnOrAfter: number;
  readonly inResponseTo?: string;
}

export interface ConfirmationTerms extends Moment {
  readonly acsUrl: string;
  /** InResponseTo of the Response around the assertion; where it is there, the confirmation must repeat it. */
  readonly responseInResponseTo: string | undefined;
}

/**
 * One bearer confirmation in which everything is right together (profiles 4.1.4.3). Several may stand there; what makes
 * one of them fit is never borrowed from another. Where one answers a request none of the others makes the assertion
 * unsolicited.
 */
export function confirmSubject(assertion: XmlElement, terms: ConfirmationTerms): Confirmation {
  const subject = childNamed(assertion, ASSERTION, 'Subject');
  const all = subject === undefined ? [] : childrenNamed(subject, ASSERTION, 'SubjectConfirmation');
  const bearers = all.filter((confirmation) => confirmation.attributes.get('Method') === BEARER);
  const answers = bearers.filter(answersRequest);
  let firstRefusal = new Refusal('SAML_SUBJECT_CONFIRMATION', { reason: 'there is no bearer confirmation' }) as Refusal;
  for (const [index, bearer] of (answers.length > 0 ? answers : bearers).entries()) {
    const judged = judge(bearer, terms);
    if (!isRefusal(judged)) return judged;
    if (index === 0) firstRefusal = judged;
  }
  throw firstRefusal;
}

const answersRequest = (bearer: XmlElement): boolean =>
  childrenNamed(bearer, ASSERTION, 'SubjectConfirmationData').some(({ attributes }) => attributes.has('InResponseTo'));

function judge(bearer: XmlElement, terms: ConfirmationTerms): Confirmation | Refusal {
  try {
    return confirm(bearer, terms);
  } catch (error) {
    if (isRefusal(error)) return error;
    throw error;
  }
}

function confirm(bearer: XmlElement, terms: ConfirmationTerms): Confirmation {
  const [data, ...more] = childrenNamed(bearer, ASSERTION, 'SubjectConfirmationData');
  ensure(data && more.length === 0, 'SAML_SUBJECT_CONFIRMATION', { reason: 'it has no SubjectConfirmationData' });
  const recipient = data.attributes.get('Recipient') ?? '';
  ensure(recipient === terms.acsUrl, 'SAML_SUBJECT_CONFIRMATION', {
    reason: 'Recipient is not our ACS URL',
    expected: terms.acsUrl,
    received: recipient,
  });
  const notOnOrAfter = checkConfirmationTimes(data, terms);
  const inResponseTo = data.attributes.get('InResponseTo');
  ensure(
    terms.responseInResponseTo === undefined || inResponseTo === terms.responseInResponseTo,
    'SAML_SUBJECT_CONFIRMATION',
    {
      reason: 'its InResponseTo is not that of the Response',
    },
  );
  return { notOnOrAfter, ...(inResponseTo !== undefined && { inResponseTo }) };
}

function checkConfirmationTimes(data: XmlElement, moment: Moment): number {
  const end = data.attributes.get('NotOnOrAfter');
  ensure(end !== undefined, 'SAML_SUBJECT_CONFIRMATION', { reason: 'it has no NotOnOrAfter' });
  const notOnOrAfter = parseInstant(end, 'SubjectConfirmationData NotOnOrAfter');
  checkNotOver(notOnOrAfter, moment);
  const start = data.attributes.get('NotBefore');
  if (start !== undefined) checkBegun(parseInstant(start, 'SubjectConfirmationData NotBefore'), moment);
  return notOnOrAfter;
}
