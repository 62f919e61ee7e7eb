import { canonicalJson } from '../../kernel/canonical-json.ts';
import { quoted } from '../../kernel/printable.ts';
import { roleSourceNames } from '../attribute-reader.ts';
import type { AttributeState } from '../attributes.ts';
import type { Comparison } from '../condition.ts';
import { patternProblem } from '../pattern.ts';
import type { Condition, RolePolicy } from '../policy.ts';
import { trimXmlBlanks } from '../visible-text.ts';

/**
 * Why a condition holds for no assertion at all; undefined where it may hold for one. Says nothing rather than something
 * wrong: `equals: a` and `equals: b` on one attribute can both hold, as an attribute has any number of values.
 */
export function whyNeverHolds(condition: Condition, policy: RolePolicy): string | undefined {
  if ('all' in condition) return whyAllNever(condition.all, policy);
  if ('any' in condition) return whyAnyNever(condition.any, policy);
  if ('not' in condition) return canFail(condition.not) ? undefined : 'what it negates never fails';
  return 'is' in condition ? undefined : whyComparisonNever(condition, policy);
}

function whyAllNever(parts: readonly Condition[], policy: RolePolicy): string | undefined {
  if (parts.length === 0) return '`all` of nothing never holds';
  const reason = parts.map((part) => whyNeverHolds(part, policy)).find((why) => why !== undefined);
  return reason ?? contradictionIn(parts);
}

function whyAnyNever(parts: readonly Condition[], policy: RolePolicy): string | undefined {
  if (parts.length === 0) return '`any` of nothing never holds';
  const reasons = parts.map((part) => whyNeverHolds(part, policy));
  return reasons.includes(undefined) ? undefined : reasons.join('; ');
}

/** Not of a part that is undecided whatever arrives: an unusable pattern, or all or any of nothing. */
function canFail(condition: Condition): boolean {
  if ('all' in condition) return condition.all.some(canFail);
  if ('any' in condition) return condition.any.length > 0 && condition.any.every(canFail);
  if ('not' in condition) return true;
  return !('matches' in condition) || patternProblem(condition.matches) === undefined;
}

function whyComparisonNever(condition: Comparison, policy: RolePolicy): string | undefined {
  if ('matches' in condition) {
    return patternProblem(condition.matches) === undefined ? undefined : 'its pattern cannot be used';
  }
  const values = 'in' in condition ? condition.in : [condition.equals];
  if (values.length === 0) return '`in` lists no value';
  const reasons = values.map((value) => whyValueNever(condition.attribute, value, policy));
  return reasons.includes(undefined) ? undefined : [...new Set(reasons)].join('; ');
}

/** Values are compared without outer blanks, and those of `roles` after they were split. */
export function whyValueNever(attribute: string, value: string, policy: RolePolicy): string | undefined {
  if (trimXmlBlanks(value) === '') return 'an empty value is no value: ask for `is: empty`';
  if (trimXmlBlanks(value) !== value) return `${quoted([value])} has blanks around it, values are compared without`;
  const isSplit = roleSourceNames(policy).includes(attribute);
  const separator = policy.roleSeparators.find((candidate) => candidate !== '' && value.includes(candidate));
  if (!isSplit || separator === undefined) return undefined;
  return `${quoted([value])} holds the separator ${quoted([separator])}, at which ${quoted([attribute])} is split`;
}

type States = readonly AttributeState[];
const ALL: States = ['absent', 'empty', 'present'];

function contradictionIn(parts: readonly Condition[]): string | undefined {
  const flat = parts.flatMap(flattenAll);
  const texts = new Set(flat.map(canonicalJson));
  if (flat.some((part) => 'not' in part && texts.has(canonicalJson(part.not)))) {
    return 'it asks for a condition and for its opposite';
  }
  const possible = new Map<string, States>();
  for (const part of flat) {
    const need = needOf(part);
    if (need === undefined) continue;
    const left = (possible.get(need.attribute) ?? ALL).filter((state) => need.states.includes(state));
    if (left.length === 0) return `${quoted([need.attribute])} cannot be in two states at once`;
    possible.set(need.attribute, left);
  }
  return undefined;
}

const flattenAll = (condition: Condition): readonly Condition[] =>
  'all' in condition ? condition.all.flatMap(flattenAll) : [condition];

/** The states of one attribute in which a part can hold: a comparison needs a value, also under `not`. */
function needOf(part: Condition): { readonly attribute: string; readonly states: States } | undefined {
  const inner = 'not' in part ? part.not : part;
  if (!('attribute' in inner)) return undefined;
  const { attribute } = inner;
  if (!('is' in inner)) return { attribute, states: ['present'] };
  return { attribute, states: ALL.filter((state) => (state === inner.is) !== 'not' in part) };
}
