import { printable } from '../kernel/printable.ts';
import type { Because } from './assignment.ts';
import type { AttributeReader } from './attribute-reader.ts';
import { roleSourceNames } from './attribute-reader.ts';
import { CONSOLE_ONLY_ROLES } from './catalogue/flex-ui.ts';
import type { Match } from './condition.ts';
import { isFlexRole } from './flex-role.ts';
import type { FlexRole } from './flex-role.ts';
import { isInsightsRole } from './insights-role.ts';
import type { InsightsRole } from './insights-role.ts';
import { becauseOf, keyOf } from './matching-rules.ts';
import type { MatchingRule } from './matching-rules.ts';
import type { RolePolicy } from './policy.ts';

type Reasons = readonly Because[];

/** All that speaks for each role, before anything is decided. */
export interface Candidates {
  readonly flex: ReadonlyMap<FlexRole, Reasons>;
  readonly insights: ReadonlyMap<InsightsRole, Reasons>;
  /** Read-only admin in any of its spellings. */
  readonly consoleOnly: ReadonlyMap<string, Reasons>;
  /** Values of `roles` that mean nothing here. */
  readonly unknown: ReadonlyMap<string, Reasons>;
}

/** Values of all sources of `roles`, one by one. */
export const roleValues = (attributes: AttributeReader, policy: RolePolicy): readonly Match[] =>
  roleSourceNames(policy)
    .toSorted()
    .flatMap((attribute) => attributes.values(attribute).map((value) => ({ attribute, value })));

type Vote =
  | { readonly kind: 'flex'; readonly role: FlexRole; readonly because: Because }
  | { readonly kind: 'insights'; readonly role: InsightsRole; readonly because: Because }
  | { readonly kind: 'consoleOnly' | 'unknown'; readonly role: string; readonly because: Because };

const voteFor = (role: FlexRole | InsightsRole, because: Because): Vote =>
  isFlexRole(role) ? { kind: 'flex', role, because } : { kind: 'insights', role, because };

/**
 * What one value asks for. An alias stands before a role name that is spelt alike: whoever maps `admin` to `supervisor`
 * wants an IdP's admins to be supervisors. Names compare letter for letter.
 */
function voteOf({ attribute, value }: Match, policy: RolePolicy): Vote {
  const shown = { attribute: printable(attribute), value: printable(value) };
  const alias = policy.aliases.get(value);
  if (alias !== undefined) return voteFor(alias, { kind: 'alias', ...shown });
  const because: Because = { kind: 'direct', ...shown };
  if (CONSOLE_ONLY_ROLES.has(value)) return { kind: 'consoleOnly', role: value, because };
  if (policy.direct && (isFlexRole(value) || isInsightsRole(value))) return voteFor(value, because);
  return { kind: 'unknown', role: value, because };
}

const votesOfRule = (matching: MatchingRule): readonly Vote[] =>
  [...new Set(matching.rule.grant)].map((role) => voteFor(role, becauseOf(matching)));

function tally<R extends string>(votes: readonly { readonly role: R; readonly because: Because }[]) {
  const reasons = new Map<R, Reasons>();
  for (const { role, because } of votes) reasons.set(role, [...(reasons.get(role) ?? []), because]);
  return reasons;
}

/** Values that matching rules read: they are not unknown, the rules give them their meaning. */
const readByRules = (rules: readonly MatchingRule[]): ReadonlySet<string> =>
  new Set(rules.flatMap(({ matched }) => matched.map(keyOf)));

export function candidatesOf(values: readonly Match[], rules: readonly MatchingRule[], policy: RolePolicy): Candidates {
  const read = readByRules(rules);
  const fromValues = values.flatMap((value) => {
    const vote = voteOf(value, policy);
    return vote.kind === 'unknown' && read.has(keyOf(value)) ? [] : [vote];
  });
  const votes = [...fromValues, ...rules.flatMap(votesOfRule)];
  return {
    flex: tally(votes.filter((vote) => vote.kind === 'flex')),
    insights: tally(votes.filter((vote) => vote.kind === 'insights')),
    consoleOnly: tally(votes.filter((vote) => vote.kind === 'consoleOnly')),
    unknown: tally(votes.filter((vote) => vote.kind === 'unknown')),
  };
}
