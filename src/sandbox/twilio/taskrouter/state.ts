import type { Context } from '../account.ts';
import { demand, notFound } from '../wire/api-error.ts';
import type { Call } from '../wire/operation.ts';
import type { WorkspacePlace } from './resources.ts';
import { Workers } from './workers.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

export interface TaskRouterState {
  readonly workspace: Workspace;
  readonly workers: Workers;
  placeAt(base: string): WorkspacePlace;
  /** 404 where the path names another workspace. */
  checkWorkspace(call: Call): void;
}

export function createTaskRouter({ account, clock }: Context): TaskRouterState {
  const workspace = createWorkspace(clock());
  return {
    workspace,
    workers: new Workers(workspace, account.accountSid, clock),
    placeAt: (base) => ({ base, accountSid: account.accountSid, workspaceSid: workspace.sid }),
    checkWorkspace(call) {
      demand(call.segment('WorkspaceSid') === workspace.sid, () => notFound(call.resource));
    },
  };
}
