import type { AttributeReader } from './attribute-reader.ts';
import { matchesWhole } from './pattern.ts';
import type { Condition } from './policy.ts';

export interface Match {
  readonly attribute: string;
  readonly value: string;
}

/**
 * `undecided`: the condition compares an attribute that brought no value, so that neither it nor its negation holds.
 * Without this third answer, `not: {attribute: groups, equals: Contractors}` would grant to everyone whose groups the
 * IdP forgot to send; absence never grants. Whoever means absence writes `is: absent`.
 */
export type Verdict = 'holds' | 'fails' | 'undecided';

export interface Finding {
  readonly verdict: Verdict;
  /** The values that made it hold: those that a comparison accepted. */
  readonly matched: readonly Match[];
}

type Compound = { readonly all: unknown } | { readonly any: unknown } | { readonly not: unknown };
export type Test = Exclude<Condition, Compound>;
export type Comparison = Exclude<Test, { readonly is: unknown }>;

const holds = (matched: readonly Match[]): Finding => ({ verdict: 'holds', matched });
const FAILS: Finding = { verdict: 'fails', matched: [] };
const UNDECIDED: Finding = { verdict: 'undecided', matched: [] };
const OPPOSITE = { holds: FAILS, fails: holds([]), undecided: UNDECIDED } as const;

export function evaluate(condition: Condition, attributes: AttributeReader): Finding {
  if ('all' in condition) return allOf(condition.all.map((part) => evaluate(part, attributes)));
  if ('any' in condition) return anyOf(condition.any.map((part) => evaluate(part, attributes)));
  if ('not' in condition) return OPPOSITE[evaluate(condition.not, attributes).verdict];
  return 'is' in condition ? stateIs(condition, attributes) : compare(condition, attributes);
}

/** Of nothing: undecided. A rule without a condition is no rule for everybody; `default` is. */
function allOf(parts: readonly Finding[]): Finding {
  if (parts.some(({ verdict }) => verdict === 'fails')) return FAILS;
  const held = parts.length > 0 && parts.every(({ verdict }) => verdict === 'holds');
  return held ? holds(parts.flatMap(({ matched }) => matched)) : UNDECIDED;
}

function anyOf(parts: readonly Finding[]): Finding {
  const holding = parts.filter(({ verdict }) => verdict === 'holds');
  if (holding.length > 0) return holds(holding.flatMap(({ matched }) => matched));
  const failed = parts.length > 0 && parts.every(({ verdict }) => verdict === 'fails');
  return failed ? FAILS : UNDECIDED;
}

function stateIs({ attribute, is }: Extract<Test, { readonly is: unknown }>, attributes: AttributeReader): Finding {
  return attributes.state(attribute) === is ? holds([]) : FAILS;
}

function compare(condition: Comparison, attributes: AttributeReader): Finding {
  const values = attributes.values(condition.attribute);
  const answers = values.map((value) => accepts(condition, value));
  if (values.length === 0 || answers.includes(undefined)) return UNDECIDED;
  const hits = values.filter((_, index) => answers[index] === true);
  return hits.length > 0 ? holds(hits.map((value) => ({ attribute: condition.attribute, value }))) : FAILS;
}

/** undefined: the pattern is one that cannot be used (lint names it), so it decides nothing. */
function accepts(condition: Comparison, value: string): boolean | undefined {
  if ('equals' in condition) return value === condition.equals;
  if ('in' in condition) return condition.in.includes(value);
  return matchesWhole(condition.matches, value);
}

/** Every test inside a condition. */
export function testsOf(condition: Condition): readonly Test[] {
  if ('all' in condition) return condition.all.flatMap(testsOf);
  if ('any' in condition) return condition.any.flatMap(testsOf);
  return 'not' in condition ? testsOf(condition.not) : [condition];
}
