import type { Context } from '../account.ts';
import { ApiError, demand, invalid, notFound } from '../wire/api-error.ts';
import { created, noContent, ok, type Call, type Operation } from '../wire/operation.ts';
import { pageOf } from '../wire/paging.ts';
import { workerResource } from './resources.ts';
import type { TaskRouterState } from './state.ts';
import type { Worker, WorkerChange } from './workers.ts';

/** These narrow a list by what the stand-in does not have or does not evaluate; ignoring them would show too much. */
const REFUSED_FILTERS = ['TargetWorkersExpression', 'TaskQueueSid', 'TaskQueueName', 'Ordering'];

const etag = (worker: Worker): Record<string, string> => ({ ETag: `"${worker.version}"` });

function checkVersion(call: Call, worker: Worker, enforced: boolean): void {
  const condition = call.header('if-match')?.replaceAll('"', '');
  const holds = condition === undefined || condition === '*' || condition === String(worker.version);
  demand(holds || !enforced, () => new ApiError(412, 20412, 'Precondition failed: If-Match does not match the ETag'));
}

function workerFilter({ query }: Call): (worker: Worker) => boolean {
  for (const name of REFUSED_FILTERS) {
    demand(query.text(name) === undefined, () => invalid(`${name} is not evaluated by this stand-in of TaskRouter`));
  }
  const name = query.text('FriendlyName')?.toLowerCase();
  const [activitySid, activityName] = [query.text('ActivitySid'), query.text('ActivityName')];
  const available = query.flag('Available');
  return (worker) =>
    (name === undefined || worker.friendlyName.toLowerCase() === name) &&
    (activitySid === undefined || worker.activity.sid === activitySid) &&
    (activityName === undefined || worker.activity.friendlyName === activityName) &&
    (available === undefined || worker.activity.available === available);
}

export function workerOf(call: Call, { workspace, workers }: TaskRouterState, segment = 'Sid'): Worker {
  const worker = workers.all.get(call.segment(segment));
  demand(worker && call.segment('WorkspaceSid') === workspace.sid, () => notFound(call.resource));
  return worker;
}

const LIST = '/v1/Workspaces/:WorkspaceSid/Workers';
const ONE = `${LIST}/:Sid`;

function readFields({ form }: Call): WorkerChange {
  return {
    friendlyName: form.text('FriendlyName'),
    attributes: form.text('Attributes'),
    activitySid: form.text('ActivitySid'),
    rejectPendingReservations: form.flag('RejectPendingReservations'),
  };
}

function collectionOperations(state: TaskRouterState, { settings }: Context): readonly Operation[] {
  const { workers } = state;
  const shown = (worker: Worker, call: Call): object => workerResource(worker, state.placeAt(call.base));
  return [
    {
      method: 'get',
      path: LIST,
      access: 'account',
      run(call) {
        state.checkWorkspace(call);
        const present = (worker: Worker): object => ({
          ...shown(worker, call),
          ...(settings.listAttributesNull && { attributes: null }),
        });
        return pageOf(call, {
          key: 'workers',
          largestPage: 1000,
          entries: workers.all.entries(workerFilter(call)),
          present,
        });
      },
    },
    {
      method: 'post',
      path: LIST,
      access: 'account',
      run(call) {
        state.checkWorkspace(call);
        const worker = workers.create({ ...readFields(call), friendlyName: call.form.required('FriendlyName') });
        return created(shown(worker, call), etag(worker));
      },
    },
  ];
}

function memberOperations(state: TaskRouterState, { settings }: Context): readonly Operation[] {
  const { workers } = state;
  const shown = (worker: Worker, call: Call): object => workerResource(worker, state.placeAt(call.base));
  return [
    {
      method: 'get',
      path: ONE,
      access: 'account',
      run(call) {
        const worker = workerOf(call, state);
        return ok(shown(worker, call), etag(worker));
      },
    },
    {
      method: 'post',
      path: ONE,
      access: 'account',
      run(call) {
        const worker = workerOf(call, state);
        checkVersion(call, worker, settings.etagEnforced);
        workers.update(worker, readFields(call));
        return ok(shown(worker, call), etag(worker));
      },
    },
    {
      method: 'delete',
      path: ONE,
      access: 'account',
      run(call) {
        const worker = workerOf(call, state);
        checkVersion(call, worker, settings.etagEnforced);
        workers.remove(worker);
        return noContent();
      },
    },
  ];
}

export const workerOperations = (state: TaskRouterState, context: Context): readonly Operation[] => [
  ...collectionOperations(state, context),
  ...memberOperations(state, context),
];
