import { quoted } from '../../kernel/printable.ts';
import { roleSourceNames } from '../attribute-reader.ts';
import { compareFlexRoles, isFlexRole } from '../flex-role.ts';
import type { RolePolicy } from '../policy.ts';
import { atAlias } from './finding.ts';
import type { LintFinding } from './finding.ts';
import { whyValueNever } from './never-holds.ts';

export const lintAliases = (policy: RolePolicy): readonly LintFinding[] =>
  [...policy.aliases.keys()].flatMap((alias) => [
    ...toItself(alias, policy),
    ...neverMatches(alias, policy),
    ...aboveCeiling(alias, policy),
  ]);

/** With `direct` off it says something: this one role name counts as it is. */
function toItself(alias: string, { aliases, direct }: RolePolicy): readonly LintFinding[] {
  if (aliases.get(alias) !== alias || !direct) return [];
  const message = `${quoted([alias])} is an alias of itself; with roles.direct it counts without one.`;
  return [atAlias(alias, { severity: 'warning', code: 'ALIAS_TO_ITSELF', message })];
}

function neverMatches(alias: string, policy: RolePolicy): readonly LintFinding[] {
  const [source] = roleSourceNames(policy);
  const why = source === undefined ? undefined : whyValueNever(source, alias, policy);
  if (why === undefined) return [];
  const message = `The alias ${quoted([alias])} never matches: ${why}.`;
  return [atAlias(alias, { severity: 'error', code: 'ALIAS_NEVER_MATCHES', message })];
}

function aboveCeiling(alias: string, { aliases, ceiling }: RolePolicy): readonly LintFinding[] {
  const role = aliases.get(alias);
  if (role === undefined || !isFlexRole(role) || compareFlexRoles(role, ceiling) <= 0) return [];
  const message = `The alias ${quoted([alias])} stands for ${role}, which the ceiling ${ceiling} refuses to everybody.`;
  return [atAlias(alias, { severity: 'warning', code: 'GRANT_ABOVE_CEILING', message })];
}
