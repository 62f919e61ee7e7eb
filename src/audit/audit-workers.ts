import { highestFlexRole, nameChange, rolesOn } from '../provisioning/name-change.ts';
import type { Worker, WorkerDirectory } from '../provisioning/worker-directory.ts';
import { identityOf } from '../roles/identity.ts';
import { recordMove } from './role-move.ts';
import type { RoleMove, RoleMoveDeps } from './role-move.ts';

function moveOf(before: Worker, after: Worker): RoleMove | undefined {
  const [from, to] = [rolesOn(before.attributes), rolesOn(after.attributes)];
  if (from.join('\n') === to.join('\n')) return undefined;
  return { from, to, why: nameChange(highestFlexRole(from), highestFlexRole(to) ?? 'agent', true) };
}

/**
 * Records every change of role on a worker as it is written, by a login, the outbox, a repair or a bulk run: what fails
 * afterwards, at the Conversation User or the channels, would else leave a change that nobody is told of.
 */
export function createAuditedWorkers(workers: WorkerDirectory, deps: RoleMoveDeps): WorkerDirectory {
  // Not awaited: the person does not wait for the record.
  const tell = ({ username }: Worker, move: RoleMove | undefined): void => {
    if (move !== undefined) void recordMove({ username, identity: identityOf(username) }, move, deps);
  };
  return {
    ...workers,
    create: async (username, attributes) => {
      const created = await workers.create(username, attributes);
      if (created !== 'exists') tell(created, { from: [], to: rolesOn(created.attributes), why: 'created' });
      return created;
    },
    replaceAttributes: async (worker, attributes) => {
      const written = await workers.replaceAttributes(worker, attributes);
      if (typeof written === 'object') tell(written, moveOf(worker, written));
      return written;
    },
  };
}
