import { ensure } from '../kernel/refusal.ts';
import type { ConfirmedState, DesiredState, SubjectState } from '../provisioning/subject-ledger.ts';
import type { Assignment } from '../roles/assignment.ts';
import { READ_ONLY_ADMIN, READ_ONLY_ADMIN_ROLES } from '../roles/console-roles.ts';
import { compareFlexRoles, FLEX_ROLES, lowerFlexRole } from '../roles/flex-role.ts';
import type { FlexRole } from '../roles/flex-role.ts';
import { mayUseInsights } from '../roles/insights-role.ts';
import type { InsightsRole } from '../roles/insights-role.ts';
import type { ActiveSession } from './session-store.ts';

/** What waits for Twilio: the Flex role moving up, moving down, or something else (Insights roles, attributes). */
export const PENDING = ['promotion', 'demotion', 'other'] as const;
export type Pending = (typeof PENDING)[number];

/** What a person may do at this moment. Never above the desired state, never above the confirmed one. */
export interface EffectiveRoles {
  readonly flexRole: FlexRole;
  /** `flexRole` is agent then: only its name and pages in Flex are others. */
  readonly readOnlyAdmin?: true;
  /** In the order of the catalogue. Empty means none, also for a supervisor: nothing is granted by omission here. */
  readonly insightsRoles: readonly InsightsRole[];
  /** The Conversations service role that the User carries; absent while it is above the effective Flex role. */
  readonly serviceRole?: ConfirmedState['serviceRole'];
  readonly pending?: Pending;
  /** Set where the ceiling of the session's connection lowered the person's role, which was `from`. */
  readonly lowered?: { readonly from: FlexRoleName; readonly ceiling: FlexRole };
}

/** A person who may act: both states are there and no block is. */
export interface Standing {
  readonly assignment: Assignment;
  readonly confirmed: ConfirmedState;
  readonly roles: EffectiveRoles;
}

/**
 * undefined for a person who is blocked, was never decided upon, or does not stand in Twilio. Whoever acts through a
 * session or a token acts under the ceiling of its connection; without one it is the person's own standing.
 */
export function standingOf(
  { blocked, desired, confirmed }: SubjectState,
  ceiling: FlexRole = 'admin',
): Standing | undefined {
  if (blocked || !desired || !confirmed) return undefined;
  const roles = capped(lowerOf(desired, confirmed), confirmed, ceiling);
  return { assignment: desired.assignment, confirmed, roles };
}

export const effectiveRoles = (state: SubjectState): EffectiveRoles | undefined => standingOf(state)?.roles;

/** The standing in a session, or the refusal that says what is in the way: SUBJECT_BLOCKED, PROVISIONING_PENDING. */
export function requireStanding({ state, ceiling }: Pick<ActiveSession, 'state' | 'ceiling'>): Standing {
  ensure(!state.blocked, 'SUBJECT_BLOCKED', { username: state.subject.username });
  const standing = standingOf(state, ceiling);
  ensure(standing, 'PROVISIONING_PENDING', { reason: 'Twilio holds no Worker and Conversation User of this person' });
  return standing;
}

/** All role names, the Flex role first: the form of the worker attribute `roles` and of Flex's own token validation. */
export const roleNames = ({ flexRole, readOnlyAdmin, insightsRoles }: EffectiveRoles): readonly string[] =>
  readOnlyAdmin ? READ_ONLY_ADMIN_ROLES : [flexRole, ...insightsRoles];

export const FLEX_ROLE_NAMES = [...FLEX_ROLES, READ_ONLY_ADMIN] as const;
export type FlexRoleName = (typeof FLEX_ROLE_NAMES)[number];

/** The Flex role by the name that people, tokens and the API use. */
export const flexRoleName = ({
  flexRole,
  readOnlyAdmin,
}: Pick<EffectiveRoles, 'flexRole' | 'readOnlyAdmin'>): FlexRoleName => (readOnlyAdmin ? READ_ONLY_ADMIN : flexRole);

/**
 * A promotion waits for Twilio, a demotion counts at once (design 3.7): so the lower Flex role, and the Insights roles
 * that both states hold. Where they have none in common it is agent for the moment, since Flex takes a supervisor without
 * any for one with full access (design 3.6). The service role that Twilio holds is named only while it is not above.
 */
function lowerOf(desired: DesiredState, confirmed: ConfirmedState): EffectiveRoles {
  const lower = lowerFlexRole(desired.assignment.flexRole, confirmed.flexRole);
  const common = commonInsights(desired.assignment.insightsRoles, confirmed.insightsRoles);
  const flexRole = common.length === 0 && desired.assignment.insightsRoles.length > 0 ? 'agent' : lower;
  const pending = pendingOf(desired, confirmed);
  return {
    flexRole,
    ...(isReadOnlyAdmin(desired, confirmed) && { readOnlyAdmin: true as const }),
    insightsRoles: mayUseInsights(flexRole) ? common : [],
    ...(compareFlexRoles(confirmed.flexRole, flexRole) <= 0 && { serviceRole: confirmed.serviceRole }),
    ...(pending && { pending }),
  };
}

/** Whether somebody holds more than a connection may give. A read-only admin sees what only an admin may. */
export const isAbove = (
  { flexRole, readOnlyAdmin }: Pick<Assignment, 'flexRole' | 'readOnlyAdmin'>,
  ceiling: FlexRole,
) => compareFlexRoles(flexRole, ceiling) > 0 || (readOnlyAdmin === true && ceiling !== 'admin');

function capped(roles: EffectiveRoles, confirmed: ConfirmedState, ceiling: FlexRole): EffectiveRoles {
  if (!isAbove(roles, ceiling)) return roles;
  const flexRole = lowerFlexRole(roles.flexRole, ceiling);
  return {
    flexRole,
    insightsRoles: mayUseInsights(flexRole) ? roles.insightsRoles : [],
    ...(compareFlexRoles(confirmed.flexRole, flexRole) <= 0 && { serviceRole: confirmed.serviceRole }),
    ...(roles.pending && { pending: roles.pending }),
    lowered: { from: flexRoleName(roles), ceiling },
  };
}

const FULL_ACCESS: InsightsRole = 'wfo.full_access';

/** What both allow; full access allows each of the others. */
function commonInsights(a: readonly InsightsRole[], b: readonly InsightsRole[]): readonly InsightsRole[] {
  if (a.includes(FULL_ACCESS)) return b;
  return b.includes(FULL_ACCESS) ? a : a.filter((role) => b.includes(role));
}

/** Sees more than an agent, so both states must allow it; an admin's pages include all of it, a supervisor's do not. */
function isReadOnlyAdmin({ assignment }: DesiredState, confirmed: ConfirmedState): boolean {
  const states = [assignment, confirmed];
  const allowed = states.every(({ readOnlyAdmin, flexRole }) => readOnlyAdmin === true || flexRole === 'admin');
  return allowed && states.some(({ readOnlyAdmin }) => readOnlyAdmin === true);
}

function pendingOf(desired: DesiredState, confirmed: ConfirmedState): Pending | undefined {
  const move = compareFlexRoles(desired.assignment.flexRole, confirmed.flexRole);
  if (move > 0) return 'promotion';
  if (move < 0) return 'demotion';
  return desired.digest === confirmed.digest ? undefined : 'other';
}
