import { printable } from '../kernel/printable.ts';
import type { Because } from './assignment.ts';
import type { AttributeReader } from './attribute-reader.ts';
import { evaluate } from './condition.ts';
import type { Match } from './condition.ts';
import type { RolePolicy, Rule } from './policy.ts';

export interface MatchingRule {
  readonly rule: Rule;
  /** Without repetition, sorted. */
  readonly matched: readonly Match[];
}

/** One text for equal matches. */
export const keyOf = ({ attribute, value }: Match): string => JSON.stringify([attribute, value]);

function distinct(matched: readonly Match[]): readonly Match[] {
  const byKey = new Map(matched.map((match) => [keyOf(match), match]));
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, match]) => match);
}

/** All rules that match, in the order of the configuration. */
export const matchingRules = (attributes: AttributeReader, policy: RolePolicy): readonly MatchingRule[] =>
  policy.rules.flatMap((rule) => {
    const { verdict, matched } = evaluate(rule.when, attributes);
    return verdict === 'holds' ? [{ rule, matched: distinct(matched) }] : [];
  });

/** Explanations are stored with every login: a rule that accepts a thousand groups shows the first of them. */
const SHOWN_MATCHES = 10;

/** For explanations: safe to show. */
export const becauseOf = ({ rule, matched }: MatchingRule): Because => ({
  kind: 'rule',
  rule: rule.name,
  ...(rule.place !== undefined && { place: rule.place }),
  matched: matched
    .slice(0, SHOWN_MATCHES)
    .map(({ attribute, value }) => ({ attribute: printable(attribute), value: printable(value) })),
});
