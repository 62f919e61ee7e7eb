import { stringify } from 'yaml';
import { judge } from '../roles/decide.ts';
import type { AttributeSources, RolePolicy } from '../roles/policy.ts';

/** The first way in which the IdP may send it. */
const sent = ([names = []]: AttributeSources, value: string): readonly (readonly [string, string])[] =>
  names.map((name) => [name, value]);

const firstWord = ({ kind, direct, aliases, rules }: RolePolicy): string => {
  if (kind === 'console') return 'Administrator';
  const [alias] = aliases.keys();
  return !direct && rules.length === 0 && alias !== undefined ? alias : 'agent';
};

/** A test file of one case that passes as the policy is now: something to start from. */
export function firstConfigTest(policy: RolePolicy): string {
  const { email, fullName, roles } = policy.attributes;
  const given = new Map([
    ...sent(email, 'ana@corp.example'),
    ...sent(fullName, 'Ana Costa'),
    ...sent(roles, firstWord(policy)),
  ]);
  const attributes = new Map([...given].map(([name, value]) => [name, [value]]));
  const { outcome } = judge({ username: 'ana@corp.example', attributes, policy });
  const expect =
    'refusal' in outcome
      ? { refused: outcome.refusal.code }
      : { flex_role: outcome.assignment.flexRole, insights_roles: outcome.assignment.insightsRoles };
  const file = {
    connection: policy.connection,
    cases: [{ name: 'somebody with one role', attributes: Object.fromEntries(given), expect }],
  };
  return stringify(file, { lineWidth: 0 });
}
