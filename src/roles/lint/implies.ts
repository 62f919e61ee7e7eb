import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { AttributeState } from '../attributes.ts';
import type { Comparison, Test } from '../condition.ts';
import type { Condition } from '../policy.ts';

/**
 * Whether `broad` holds whenever `narrow` does, as far as that is plain from what is written; false where it is not sure.
 * Needed for every two rules, so that the cheap questions come first.
 */
export function implies(narrow: Condition, broad: Condition): boolean {
  if (narrow === broad) return true;
  if ('attribute' in narrow && 'attribute' in broad) return testImplies(narrow, broad);
  return byParts(narrow, broad) || isSame(narrow, broad);
}

const byParts = (narrow: Condition, broad: Condition): boolean =>
  partsOfBroad(narrow, broad) || partsOfNarrow(narrow, broad);

function partsOfBroad(narrow: Condition, broad: Condition): boolean {
  if ('all' in broad) return broad.all.length > 0 && broad.all.every((part) => implies(narrow, part));
  return 'any' in broad && broad.any.some((part) => implies(narrow, part));
}

function partsOfNarrow(narrow: Condition, broad: Condition): boolean {
  if ('all' in narrow) return narrow.all.some((part) => implies(part, broad));
  return 'any' in narrow && narrow.any.length > 0 && narrow.any.every((part) => implies(part, broad));
}

function testImplies(narrow: Test, broad: Test): boolean {
  if (narrow.attribute !== broad.attribute) return false;
  if ('is' in broad) return stateOf(narrow) === broad.is;
  return !('is' in narrow) && comparisonImplies(narrow, broad);
}

/** A comparison holds for a value only. */
const stateOf = (test: Test): AttributeState => ('is' in test ? test.is : 'present');

/** What a pattern accepts is not looked into: two are the same, or nothing is said of them. */
function comparisonImplies(narrow: Comparison, broad: Comparison): boolean {
  if ('matches' in broad) return 'matches' in narrow && narrow.matches === broad.matches;
  const accepted = valuesOf(broad);
  return !('matches' in narrow) && valuesOf(narrow).every((value) => accepted.includes(value));
}

const valuesOf = (comparison: Exclude<Comparison, { readonly matches: string }>): readonly string[] =>
  'in' in comparison ? comparison.in : [comparison.equals];

const texts = new WeakMap<Condition, string>();

function textOf(condition: Condition): string {
  const known = texts.get(condition);
  if (known !== undefined) return known;
  const text = canonicalJson(condition);
  texts.set(condition, text);
  return text;
}

const isSame = (a: Condition, b: Condition): boolean => textOf(a) === textOf(b);
