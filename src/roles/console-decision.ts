import { printable, quoted } from '../kernel/printable.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Because, RoleExplanation } from './assignment.ts';
import type { AttributeReader } from './attribute-reader.ts';
import { reasonsText } from './because-text.ts';
import { roleValues } from './candidates.ts';
import type { Match } from './condition.ts';
import { CONSOLE_ROLES, READ_ONLY_ADMIN } from './console-roles.ts';
import { decideFlexRole } from './flex-role-decision.ts';
import type { FlexRole } from './flex-role.ts';
import { decideInsightsRoles, insightsMissing } from './insights-decision.ts';
import type { InsightsDecision } from './insights-decision.ts';
import type { RolePolicy } from './policy.ts';
import { attributeMissing } from './required-attribute.ts';
import type { RoleDecision } from './role-decision.ts';

type Reasons = readonly Because[];

const becauseOf = ({ attribute, value }: Match): Because => ({
  kind: 'console-role',
  attribute: printable(attribute),
  value: printable(value),
});

/**
 * The roles of a Console user, as the Console itself gives them: Owner, Administrator and Developer are admins with the
 * Insights default, Support is a read-only admin, every other value means nothing. Role names of Flex do not count here,
 * nor do rules: whoever comes through this door is what the Console says.
 */
export function decideConsoleRoles(attributes: AttributeReader, policy: RolePolicy): RoleDecision {
  const values = roleValues(attributes, policy);
  const [admin, readOnly] = [reasonsFor('admin', values), reasonsFor('readonly-admin', values)];
  const unknown = values.filter(({ value }) => !CONSOLE_ROLES.has(value));
  const flex = decideFlexRole(new Map(admin.length === 0 ? [] : [['admin', admin]]), { ...policy, default: 'deny' });
  const insights = decideInsightsRoles(flex.role, new Map(), policy);
  const explanations = [
    ...flex.explanations,
    ...(readOnly.length === 0 ? [] : [explainReadOnly(readOnly, flex.role, policy)]),
    ...insights.explanations,
    ...unknown.slice(0, EXPLAINED_UNKNOWN).map(explainUnknown),
  ];
  if (policy.unknown === 'deny' && unknown.length > 0) {
    const refusal = new Refusal('ROLE_UNKNOWN', { unknown: unknown.map(({ value }) => value) });
    return { explanations, outcome: { refusal } };
  }
  if (flex.role !== undefined) return { explanations, outcome: asAdmin(flex.role, insights) };
  if (readOnly.length > 0 && mayGiveReadOnly(policy)) {
    return { explanations, outcome: { flexRole: 'agent', insightsRoles: [], readOnlyAdmin: true } };
  }
  return { explanations, outcome: { refusal: refuseWithout(values, { attributes, policy, explanations }) } };
}

/** Explanations are stored with every login. */
const EXPLAINED_UNKNOWN = 100;

const reasonsFor = (role: 'admin' | 'readonly-admin', values: readonly Match[]): Reasons =>
  values.filter(({ value }) => CONSOLE_ROLES.get(value) === role).map(becauseOf);

const asAdmin = (flexRole: FlexRole, { roles }: InsightsDecision): RoleDecision['outcome'] =>
  insightsMissing(flexRole, roles)
    ? { refusal: new Refusal('INSIGHTS_ROLE_REQUIRED', { flexRole }) }
    : { flexRole, insightsRoles: roles };

/** It is an agent to whatever compares, but in Flex it sees what else only an admin may. */
const mayGiveReadOnly = ({ ceiling }: RolePolicy): boolean => ceiling === 'admin';

function explainReadOnly(because: Reasons, winner: FlexRole | undefined, policy: RolePolicy): RoleExplanation {
  const asked = { role: READ_ONLY_ADMIN, kind: 'flex', because } as const;
  const why = reasonsText(because);
  if (!mayGiveReadOnly(policy)) {
    const text = `${READ_ONLY_ADMIN} is refused: ${why}, but ${policy.ceiling} is the highest role that this connection may give.`;
    return { ...asked, outcome: 'refused', reason: 'above-ceiling', against: policy.ceiling, text };
  }
  if (winner !== 'admin') return { ...asked, outcome: 'granted', text: `${READ_ONLY_ADMIN} is granted: ${why}.` };
  const text = `${READ_ONLY_ADMIN} does not count: ${why}, but the higher role wins.`;
  return { ...asked, outcome: 'lost', reason: 'higher-role-won', against: 'admin', text };
}

const explainUnknown = (match: Match): RoleExplanation => ({
  role: printable(match.value),
  kind: 'unknown',
  outcome: 'refused',
  reason: 'unknown-role',
  because: [becauseOf(match)],
  text: `${quoted([match.value])} grants nothing: it is no Console role that opens Flex (${[...CONSOLE_ROLES.keys()].join(', ')}).`,
});

interface Seen {
  readonly attributes: AttributeReader;
  readonly policy: RolePolicy;
  readonly explanations: readonly RoleExplanation[];
}

function refuseWithout(values: readonly Match[], { attributes, policy, explanations }: Seen): Refusal {
  if (values.length === 0) return attributeMissing('roles', policy.attributes.roles, attributes, policy.connection);
  return new Refusal('ROLE_NOT_GRANTED', {
    received: [...new Set(values.map(({ value }) => value))].toSorted(),
    because: explanations.filter(({ outcome }) => outcome === 'refused').map(({ text }) => text),
  });
}
