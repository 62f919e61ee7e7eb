import { printable, quoted } from '../kernel/printable.ts';
import type { Because, RoleExplanation } from './assignment.ts';
import { suggest } from '../kernel/suggest.ts';
import { FLEX_ROLES, isFlexRole } from './flex-role.ts';
import { INSIGHTS_ROLES, isInsightsRole } from './insights-role.ts';
import type { RolePolicy } from './policy.ts';

type Candidates = ReadonlyMap<string, readonly Because[]>;

/** Read-only admin is for the Console's Support users; nobody becomes one through SSO. */
export const explainConsoleOnly = (candidates: Candidates): readonly RoleExplanation[] =>
  sorted(candidates).map(([role, because]) => ({
    role,
    kind: 'flex',
    outcome: 'refused',
    reason: 'readonly-admin-never-by-sso',
    because,
    text: `${role} is refused: only the Twilio Console gives read-only admin, an identity provider cannot.`,
  }));

/** Explanations are stored with every login, and `roles` may come from groups, of which people have hundreds. */
const EXPLAINED_UNKNOWN = 100;

export function explainUnknown(candidates: Candidates, policy: RolePolicy): readonly RoleExplanation[] {
  const unknown = sorted(candidates);
  const rest = unknown.length - EXPLAINED_UNKNOWN;
  const explained = unknown
    .slice(0, EXPLAINED_UNKNOWN)
    .map(([value, because]) =>
      unknownRole(
        printable(value),
        because,
        `${quoted([value])} grants nothing: ${sentence(whyUnknown(value, policy))}`,
      ),
    );
  return rest > 0 ? [...explained, unknownRole('…', [], `${rest} more values grant nothing.`)] : explained;
}

const sentence = (text: string): string => (text.endsWith('?') ? text : `${text}.`);

const unknownRole = (role: string, because: readonly Because[], text: string): RoleExplanation => ({
  role,
  kind: 'unknown',
  outcome: 'refused',
  reason: 'unknown-role',
  because,
  text,
});

const sorted = (candidates: Candidates): readonly (readonly [string, readonly Because[]])[] =>
  [...candidates].toSorted(([a], [b]) => (a < b ? -1 : 1));

const isRoleName = (value: string): boolean => isFlexRole(value) || isInsightsRole(value);

/** Longer than any role name could be mistyped; names of groups may be endless. */
const LONGEST_TYPO = 64;

/** For people only: what is near a role name grants as little as anything else. */
function meantBy(value: string, { direct, aliases }: RolePolicy): string | undefined {
  if (value.length > LONGEST_TYPO) return undefined;
  return suggest(value.trim(), [...(direct ? [...FLEX_ROLES, ...INSIGHTS_ROLES] : []), ...aliases.keys()]);
}

function whyUnknown(value: string, policy: RolePolicy): string {
  if (!policy.direct && isRoleName(value)) return 'it is a role name, but roles.direct of the connection is off';
  if (isRoleName(value.toLowerCase())) return `role names are case-sensitive, ${value.toLowerCase()} would be one`;
  const meant = meantBy(value, policy);
  const hint = meant === undefined ? '' : `; did you mean ${quoted([meant])}?`;
  return `it is no role name and no alias, and no rule that matches reads it${hint}`;
}
