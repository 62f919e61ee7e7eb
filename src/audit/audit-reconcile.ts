import { rolesOn } from '../provisioning/name-change.ts';
import type { ReconcileOutcome } from '../provisioning/outcome.ts';
import type { Reconcile } from '../provisioning/reconcile.ts';
import { recordMove } from './role-move.ts';
import type { RoleMove, RoleMoveDeps } from './role-move.ts';

const same = (a: readonly string[], b: readonly string[]): boolean => a.join('\n') === b.join('\n');

const service = (role: string): string => `service role ${role}`;

/** The service role of the Conversation User, where it moved by itself: where the worker's roles did too, it follows them. */
function userMoveOf({ worker, user }: ReconcileOutcome): RoleMove | undefined {
  if (worker.change === 'created' || !same(worker.previousRoles ?? [], rolesOn(worker.attributes))) return undefined;
  const { previousServiceRole: previous, serviceRole, change } = user;
  if (change === 'unchanged' || previous === serviceRole) return undefined;
  return { from: previous === undefined ? [] : [service(previous)], to: [service(serviceRole)], why: change };
}

export interface AuditReconcileDeps extends RoleMoveDeps {
  readonly reconcile: Reconcile;
}

/** Reconciles, and records every change of a service role; those of workers are recorded as they are written. */
export const createAuditedReconcile =
  (deps: AuditReconcileDeps): Reconcile =>
  async (subject, options) => {
    const reconciled = await deps.reconcile(subject, options);
    const move = reconciled.outcome && userMoveOf(reconciled.outcome);
    // Not awaited: the person does not wait for the record.
    if (move !== undefined) void recordMove(subject, move, deps);
    return reconciled;
  };
