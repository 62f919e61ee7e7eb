import { Refusal } from '../kernel/refusal.ts';
import { compareFlexRoles, FLEX_ROLES } from '../roles/flex-role.ts';
import type { FlexRole } from '../roles/flex-role.ts';
import type { Assignment } from '../roles/assignment.ts';
import type { ConversationUser, ConversationUsers, ServiceRole } from './conversation-users.ts';
import type { Change, ReconcileOutcome } from './outcome.ts';
import { resolveServiceRole } from './resolve-service-role.ts';
import type { ResolveServiceRoleDeps } from './resolve-service-role.ts';
import type { ServiceRolePolicy } from './service-role-policy.ts';
import type { ConfirmedState } from './subject-ledger.ts';

type UserOutcome = ReconcileOutcome['user'];

export interface UserWriteDeps extends ResolveServiceRoleDeps {
  readonly users: ConversationUsers;
  readonly ensureStillOurs: () => void;
  /** Resolves once a User that was there before may be written; rejects where the person is turned away. */
  readonly mayUpdate: () => Promise<unknown>;
}

interface Differences {
  readonly role: boolean;
  readonly name: boolean;
}

/** Which Flex role a service role stands for, where it is one of the three. */
function flexRoleOf(role: ServiceRole | undefined, { names, sids }: ServiceRolePolicy): FlexRole | undefined {
  if (role === undefined) return undefined;
  return FLEX_ROLES.find((flexRole) => sids[flexRole] === role.sid || names[flexRole] === role.name);
}

/** A service role that is none of the three, such as the service's default, counts as the agent's. */
function moveOf(before: FlexRole | undefined, after: FlexRole, differs: Differences): Change {
  const move = differs.role ? compareFlexRoles(after, before ?? 'agent') : 0;
  if (move !== 0) return move > 0 ? 'promoted' : 'demoted';
  return differs.role || differs.name ? 'updated' : 'unchanged';
}

async function writeDifferences(
  user: ConversationUser,
  wanted: { readonly role: ServiceRole; readonly fullName: string; readonly differs: Differences },
  { users, ensureStillOurs, mayUpdate }: UserWriteDeps,
): Promise<ConversationUser | 'gone'> {
  const { role, fullName, differs } = wanted;
  if (!differs.role && !differs.name) return user;
  await mayUpdate();
  ensureStillOurs();
  const change = { ...(differs.role && { roleSid: role.sid }), ...(differs.name && { friendlyName: fullName }) };
  return users.update(user.sid, change);
}

async function updateUser(
  user: ConversationUser,
  role: ServiceRole,
  { assignment, deps }: { assignment: Assignment; deps: UserWriteDeps },
): Promise<UserOutcome> {
  const { fullName, flexRole } = assignment;
  const differs = { role: user.roleSid !== role.sid, name: user.friendlyName !== fullName };
  const previous = differs.role ? await deps.serviceRoles.findBySid(user.roleSid) : role;
  const written = await writeDifferences(user, { role, fullName, differs }, deps);
  if (written === 'gone') return createOrUpdate(assignment, role, deps);
  const change = moveOf(flexRoleOf(previous, deps.policy), flexRole, differs);
  return { ...outcomeOf(user, role, change), previousServiceRole: previous?.name ?? user.roleSid };
}

const outcomeOf = (user: ConversationUser, role: ServiceRole, change: Change): UserOutcome => ({
  sid: user.sid,
  identity: user.identity,
  change,
  serviceRole: role.name,
  serviceRoleSid: role.sid,
});

async function createOrUpdate(assignment: Assignment, role: ServiceRole, deps: UserWriteDeps): Promise<UserOutcome> {
  const { identity, fullName } = assignment;
  deps.ensureStillOurs();
  const created = await deps.users.create({ identity, friendlyName: fullName, roleSid: role.sid });
  if (created !== 'exists') return outcomeOf(created, role, 'created');
  const found = await deps.users.find(identity);
  if (found === undefined) {
    throw new Refusal('PROVISIONING_PENDING', {
      reason: 'the Conversation User exists, but Twilio does not find it yet',
    });
  }
  return updateUser(found, role, { assignment, deps });
}

/** Makes the Conversations User hold the friendly name and the service role of the assignment. */
export async function reconcileUser(
  assignment: Assignment,
  confirmed: ConfirmedState | undefined,
  deps: UserWriteDeps,
): Promise<UserOutcome> {
  const [role, known] = await Promise.all([
    resolveServiceRole(assignment.flexRole, deps),
    confirmed === undefined ? undefined : deps.users.find(assignment.identity),
  ]);
  return known === undefined ? createOrUpdate(assignment, role, deps) : updateUser(known, role, { assignment, deps });
}
