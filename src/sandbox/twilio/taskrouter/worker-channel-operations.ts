import { demand, notFound } from '../wire/api-error.ts';
import { Collection } from '../wire/collection.ts';
import { ok, type Call, type Operation } from '../wire/operation.ts';
import { pageOf } from '../wire/paging.ts';
import { workerChannelResource } from './resources.ts';
import type { TaskRouterState } from './state.ts';
import { workerOf } from './worker-operations.ts';
import type { Worker, WorkerChannel } from './workers.ts';

/** A channel goes by its own SID, by that of its task channel, or by the task channel's unique name. */
function channelOf(call: Call, worker: Worker): WorkerChannel {
  const key = call.segment('Sid');
  const channel = worker.channels.find(
    ({ sid, taskChannel }) => sid === key || taskChannel.sid === key || taskChannel.uniqueName === key,
  );
  demand(channel, () => notFound(call.resource));
  return channel;
}

const LIST = '/v1/Workspaces/:WorkspaceSid/Workers/:WorkerSid/Channels';
const ONE = `${LIST}/:Sid`;

function update({ form }: Call, { workers }: TaskRouterState, channel: WorkerChannel): void {
  const { capacity, available } = channel;
  workers.updateChannel(channel, form.whole('Capacity') ?? capacity, form.flag('Available') ?? available);
}

export function workerChannelOperations(state: TaskRouterState): readonly Operation[] {
  return [
    {
      method: 'get',
      path: LIST,
      access: 'account',
      run(call) {
        const worker = workerOf(call, state, 'WorkerSid');
        const channels = new Collection<WorkerChannel>();
        for (const channel of worker.channels) channels.add(channel);
        return pageOf(call, {
          key: 'channels',
          largestPage: 1000,
          entries: channels.entries(),
          present: (channel) => workerChannelResource(channel, worker, state.placeAt(call.base)),
        });
      },
    },
    {
      method: 'get',
      path: ONE,
      access: 'account',
      run(call) {
        const worker = workerOf(call, state, 'WorkerSid');
        return ok(workerChannelResource(channelOf(call, worker), worker, state.placeAt(call.base)));
      },
    },
    {
      method: 'post',
      path: ONE,
      access: 'account',
      run(call) {
        const worker = workerOf(call, state, 'WorkerSid');
        const channel = channelOf(call, worker);
        update(call, state, channel);
        return ok(workerChannelResource(channel, worker, state.placeAt(call.base)));
      },
    },
  ];
}
