import { demand, notFound } from '../wire/api-error.ts';
import { Collection } from '../wire/collection.ts';
import { ok, type Operation } from '../wire/operation.ts';
import { pageOf } from '../wire/paging.ts';
import { activityResource, taskChannelResource, workspaceResource } from './resources.ts';
import type { TaskRouterState } from './state.ts';
import type { Workspace } from './workspace.ts';

function activityOperations(state: TaskRouterState): readonly Operation[] {
  const { activities } = state.workspace;
  const list = '/v1/Workspaces/:WorkspaceSid/Activities';
  return [
    {
      method: 'get',
      path: list,
      access: 'account',
      run(call) {
        state.checkWorkspace(call);
        const [name, available] = [call.query.text('FriendlyName'), call.query.text('Available')];
        return pageOf(call, {
          key: 'activities',
          largestPage: 1000,
          entries: activities.entries(
            (activity) =>
              (name === undefined || activity.friendlyName === name) &&
              (available === undefined || String(activity.available) === available.toLowerCase()),
          ),
          present: (activity) => activityResource(activity, state.placeAt(call.base)),
        });
      },
    },
    {
      method: 'get',
      path: `${list}/:Sid`,
      access: 'account',
      run(call) {
        state.checkWorkspace(call);
        const activity = activities.get(call.segment('Sid'));
        demand(activity, () => notFound(call.resource));
        return ok(activityResource(activity, state.placeAt(call.base)));
      },
    },
  ];
}

function taskChannelOperations(state: TaskRouterState): readonly Operation[] {
  const { taskChannels } = state.workspace;
  const list = '/v1/Workspaces/:WorkspaceSid/TaskChannels';
  return [
    {
      method: 'get',
      path: list,
      access: 'account',
      run(call) {
        state.checkWorkspace(call);
        return pageOf(call, {
          key: 'channels',
          largestPage: 1000,
          entries: taskChannels.entries(),
          present: (channel) => taskChannelResource(channel, state.placeAt(call.base)),
        });
      },
    },
    {
      method: 'get',
      path: `${list}/:Sid`,
      access: 'account',
      run(call) {
        state.checkWorkspace(call);
        const key = call.segment('Sid');
        const channel = taskChannels.items.find(({ sid, uniqueName }) => sid === key || uniqueName === key);
        demand(channel, () => notFound(call.resource));
        return ok(taskChannelResource(channel, state.placeAt(call.base)));
      },
    },
  ];
}

export function workspaceOperations(state: TaskRouterState): readonly Operation[] {
  const { workspace } = state;
  const workspaces = new Collection<Workspace>();
  workspaces.add(workspace);
  return [
    {
      method: 'get',
      path: '/v1/Workspaces',
      access: 'account',
      run(call) {
        const name = call.query.text('FriendlyName');
        return pageOf(call, {
          key: 'workspaces',
          largestPage: 1000,
          entries: workspaces.entries(({ friendlyName }) => name === undefined || friendlyName === name),
          present: () => workspaceResource(workspace, state.placeAt(call.base)),
        });
      },
    },
    {
      method: 'get',
      path: '/v1/Workspaces/:WorkspaceSid',
      access: 'account',
      run(call) {
        state.checkWorkspace(call);
        return ok(workspaceResource(workspace, state.placeAt(call.base)));
      },
    },
    ...activityOperations(state),
    ...taskChannelOperations(state),
  ];
}
