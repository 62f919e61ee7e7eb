import { ensure } from '../../kernel/refusal.ts';
import { childNamed, childrenNamed, type XmlElement } from '../gate/xml-element.ts';
import { ASSERTION } from '../namespaces.ts';
import { checkBegun, checkNotOver, parseInstant, type Moment } from './instant.ts';

const conditionsOf = (assertion: XmlElement): XmlElement | undefined => childNamed(assertion, ASSERTION, 'Conditions');

/** The window of validity (core 2.5.1.2). Answers its end, where it has one. */
export function checkWindow(assertion: XmlElement, moment: Moment): number | undefined {
  const conditions = conditionsOf(assertion);
  const start = conditions?.attributes.get('NotBefore');
  if (start !== undefined) checkBegun(parseInstant(start, 'Conditions NotBefore'), moment);
  const end = conditions?.attributes.get('NotOnOrAfter');
  if (end === undefined) return undefined;
  const notOnOrAfter = parseInstant(end, 'Conditions NotOnOrAfter');
  checkNotOver(notOnOrAfter, moment);
  return notOnOrAfter;
}

/** Meant for us: at least one restriction, and each of them names us (core 2.5.1.4: restrictions are and-ed). */
export function checkAudience(assertion: XmlElement, spEntityId: string): void {
  const conditions = conditionsOf(assertion);
  const restrictions = conditions === undefined ? [] : childrenNamed(conditions, ASSERTION, 'AudienceRestriction');
  const audiences = restrictions.map((one) => childrenNamed(one, ASSERTION, 'Audience').map(({ text }) => text));
  ensure(audiences.length > 0 && audiences.every((names) => names.includes(spEntityId)), 'SAML_AUDIENCE_MISMATCH', {
    expected: spEntityId,
    received: audiences.flat(),
  });
}

/** OneTimeUse is what we do anyway; ProxyRestriction binds IdPs behind us, and there are none. */
const UNDERSTOOD: ReadonlySet<string> = new Set(['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction']);

/** An assertion with a condition that is not understood must not be relied on (core 2.5.1). */
export function checkConditionsUnderstood(assertion: XmlElement): void {
  for (const { namespace, name } of conditionsOf(assertion)?.children ?? [])
    ensure(namespace === ASSERTION && UNDERSTOOD.has(name), 'SAML_CONDITION_UNKNOWN', { condition: name });
}
