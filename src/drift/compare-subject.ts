import { sameJson } from '../kernel/canonical-json.ts';
import { printable } from '../kernel/printable.ts';
import type { ConversationUser } from '../provisioning/conversation-users.ts';
import { highestFlexRole, rolesOn } from '../provisioning/name-change.ts';
import type { ConfirmedState, DesiredState, SubjectState } from '../provisioning/subject-ledger.ts';
import type { Worker } from '../provisioning/worker-directory.ts';
import { compareFlexRoles } from '../roles/flex-role.ts';
import type { FlexRole } from '../roles/flex-role.ts';
import { isInsightsRole } from '../roles/insights-role.ts';
import type { Finding, FindingKind, Severity } from './finding.ts';

/** What is known of the service roles of the Conversations Service. */
export interface RoleNames {
  /** Friendly name of a role SID; the SID itself where it is unknown. */
  nameOf(sid: string): string;
  /** Which Flex role it stands for; undefined for one that is none of the three. */
  flexRoleOf(sid: string): FlexRole | undefined;
}

/** What was read of one person, at about the same moment. */
export interface Observed {
  readonly worker: Worker | undefined;
  readonly user: ConversationUser | undefined;
}

interface Known {
  readonly desired: DesiredState;
  readonly confirmed: ConfirmedState;
  /** The newest decision has not reached Twilio yet: it may hold either of the two states. */
  readonly pending: boolean;
}

type Difference = Pick<Finding, 'kind' | 'text'> & Partial<Finding>;

const ADOPTABLE: ReadonlySet<FindingKind> = new Set([
  'roles-differ',
  'email-differs',
  'full-name-differs',
  'attribute-differs',
]);

const finding = (difference: Difference): Finding => ({
  severity: 'warning',
  adoptable: ADOPTABLE.has(difference.kind),
  repairable: true,
  ...difference,
});

const listed = (roles: readonly string[]): string => printable(roles.join(', ') || 'none');
/** Their order says nothing. */
const sameRoles = (a: readonly string[], b: readonly string[]): boolean =>
  a.toSorted().join('\n') === b.toSorted().join('\n');

/** Whether these roles give more than was decided; no Insights role on a supervisor gives all of them (design 3.6). */
function isRaised(found: readonly string[], { desired }: Known): boolean {
  const { flexRole, insightsRoles } = desired.assignment;
  const highest = highestFlexRole(found);
  if (highest !== undefined && compareFlexRoles(highest, flexRole) > 0) return true;
  const insights = found.filter(isInsightsRole);
  const opensAll = highest !== undefined && highest !== 'agent' && insights.length === 0;
  return opensAll || insights.some((role) => !insightsRoles.includes(role)) || hasUnknownRole(found);
}

/** A role that no IdP gives, such as flex.readonlyadmin. */
const hasUnknownRole = (found: readonly string[]): boolean =>
  found.some((role) => !isInsightsRole(role) && highestFlexRole([role]) === undefined);

function rolesFinding(worker: Worker, known: Known): readonly Finding[] {
  const { desired, confirmed, pending } = known;
  const found = rolesOn(worker.attributes);
  const expected = desired.assignment.roles;
  if (sameRoles(found, expected)) return [];
  const both = { expected: listed(expected), found: listed(found) };
  if (pending && sameRoles(found, [confirmed.flexRole, ...confirmed.insightsRoles])) {
    const text = 'The newest decision has not reached Twilio yet; it is retried until it does.';
    return [finding({ kind: 'pending', severity: 'notice', adoptable: false, ...both, text })];
  }
  if (isRaised(found, known)) {
    const text = `Somebody gave this person more in Twilio than was decided: ${both.found} instead of ${both.expected}.`;
    return [finding({ kind: 'roles-raised', severity: 'security', ...both, text })];
  }
  const text = `The roles of the worker were edited in Twilio: ${both.found} instead of ${both.expected}.`;
  // A worker without any Flex role is nothing that could be decided.
  const adoptable = highestFlexRole(found) !== undefined;
  return [finding({ kind: 'roles-differ', adoptable, ...both, text })];
}

const NAMED: ReadonlyMap<string, FindingKind> = new Map([
  ['email', 'email-differs'],
  ['full_name', 'full-name-differs'],
]);

const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : printable(typeof value === 'string' ? value : JSON.stringify(value));

/** While a decision waits, its attributes differ for that reason, and no edit of others can be told from it. */
function attributeFindings({ attributes }: Worker, { desired, pending }: Known): readonly Finding[] {
  if (pending) return [];
  return Object.entries(desired.assignment.workerAttributes)
    .filter(([name, value]) => name !== 'roles' && !sameJson(Reflect.get(attributes, name), value))
    .map(([name, value]) => {
      const [expected, found] = [shown(value), shown(Reflect.get(attributes, name))];
      const kind = NAMED.get(name) ?? 'attribute-differs';
      const text = `${printable(name)} on the worker was edited in Twilio: ${found} instead of ${expected}.`;
      return finding({ kind, attribute: printable(name), expected, found, text });
    });
}

function workerFindings(worker: Worker | undefined, known: Known): readonly Finding[] {
  const { confirmed } = known;
  if (worker === undefined) {
    const text = 'The worker was deleted in Twilio.';
    return [finding({ kind: 'worker-missing', expected: confirmed.workerSid, text })];
  }
  const replaced =
    worker.sid === confirmed.workerSid
      ? []
      : [
          finding({
            kind: 'worker-replaced',
            expected: confirmed.workerSid,
            found: worker.sid,
            text: 'The worker was deleted in Twilio and made anew: its history is lost.',
          }),
        ];
  return [...replaced, ...rolesFinding(worker, known), ...attributeFindings(worker, known)];
}

/** What the service role found means: more than decided, or merely another. One that is none of the three is no raise. */
function serviceRoleSeverity(roleSid: string, { desired }: Known, roles: RoleNames): Severity {
  const found = roles.flexRoleOf(roleSid);
  return found !== undefined && compareFlexRoles(found, desired.assignment.flexRole) > 0 ? 'security' : 'warning';
}

function serviceRoleFinding(user: ConversationUser, known: Known, roles: RoleNames): readonly Finding[] {
  const { confirmed, pending } = known;
  if (user.roleSid === confirmed.serviceRole.sid) return [];
  const severity = serviceRoleSeverity(user.roleSid, known, roles);
  if (pending && severity !== 'security') return [];
  const [expected, found] = [printable(confirmed.serviceRole.name), printable(roles.nameOf(user.roleSid))];
  const kind = severity === 'security' ? 'service-role-raised' : 'service-role-differs';
  const text = `The service role of the Conversation User was changed in Twilio: ${found} instead of ${expected}.`;
  return [finding({ kind, severity, expected, found, text })];
}

function userFindings(user: ConversationUser | undefined, known: Known, roles: RoleNames): readonly Finding[] {
  const { confirmed, desired, pending } = known;
  if (user === undefined) {
    const text = 'The Conversation User was deleted in Twilio: a live agent needs it (error 45203).';
    return [finding({ kind: 'user-missing', expected: confirmed.userSid, text })];
  }
  const text = 'The Conversation User was deleted in Twilio and made anew.';
  const replaced: readonly Finding[] =
    user.sid === confirmed.userSid
      ? []
      : [finding({ kind: 'user-replaced', expected: confirmed.userSid, found: user.sid, text })];
  const [expected, found] = [printable(desired.assignment.fullName), printable(user.friendlyName)];
  const renamed = `The name of the Conversation User was edited in Twilio: ${found} instead of ${expected}.`;
  const name: readonly Finding[] =
    pending || user.friendlyName === desired.assignment.fullName
      ? []
      : [finding({ kind: 'friendly-name-differs', expected, found, text: renamed })];
  return [...replaced, ...serviceRoleFinding(user, known, roles), ...name];
}

function blockedFindings({ worker }: Observed): readonly Finding[] {
  if (worker === undefined) return [];
  const text = 'This person is blocked, but the worker still stands in Flex: deprovision, or unblock.';
  const kind = 'blocked-but-present';
  return [finding({ kind, severity: 'warning', found: worker.sid, repairable: false, text })];
}

/**
 * What is other in Twilio than was decided and confirmed. Nothing for a person who was never provisioned, or was
 * deprovisioned: there is nothing to compare. A decision that is still on its way is a notice, not an edit.
 */
export function compareSubject(state: SubjectState, observed: Observed, roles: RoleNames): readonly Finding[] {
  if (state.blocked !== undefined) return blockedFindings(observed);
  const { desired, confirmed } = state;
  if (desired === undefined || confirmed === undefined) return [];
  const known = { desired, confirmed, pending: desired.digest !== confirmed.digest };
  return [...workerFindings(observed.worker, known), ...userFindings(observed.user, known, roles)];
}
