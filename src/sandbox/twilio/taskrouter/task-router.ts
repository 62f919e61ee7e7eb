import type { Context } from '../account.ts';
import type { Product } from '../wire/operation.ts';
import { reservationOperations } from './reservation-operations.ts';
import type { TaskRouterState } from './state.ts';
import { workerChannelOperations } from './worker-channel-operations.ts';
import { workerOperations } from './worker-operations.ts';
import { workspaceOperations } from './workspace-operations.ts';

/** TaskRouter v1: the Workspace, its Activities and Task Channels, Workers, their Channels and Reservations. */
export const taskRouterProduct = (state: TaskRouterState, context: Context): Product => ({
  name: 'taskrouter',
  operations: [
    ...workspaceOperations(state),
    ...workerOperations(state, context),
    ...workerChannelOperations(state),
    ...reservationOperations(state, context.clock),
  ],
});
