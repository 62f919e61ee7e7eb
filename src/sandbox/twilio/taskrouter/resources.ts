import { timestamp } from '../wire/timestamp.ts';
import type { Reservation } from './reservations.ts';
import type { Worker, WorkerChannel } from './workers.ts';
import type { Activity, TaskChannel, Workspace } from './workspace.ts';

/** Where a resource lies: the product's base URL with the version, and the owners of everything below it. */
export interface WorkspacePlace {
  readonly base: string;
  readonly accountSid: string;
  readonly workspaceSid: string;
}

const workspaceUrl = ({ base, workspaceSid }: WorkspacePlace): string => `${base}/Workspaces/${workspaceSid}`;
const workerUrl = (place: WorkspacePlace, worker: Worker): string => `${workspaceUrl(place)}/Workers/${worker.sid}`;
const owners = ({ accountSid, workspaceSid }: WorkspacePlace): object => ({
  account_sid: accountSid,
  workspace_sid: workspaceSid,
});

const WORKSPACE_LINKS = [
  ['activities', 'Activities'],
  ['statistics', 'Statistics'],
  ['real_time_statistics', 'RealTimeStatistics'],
  ['cumulative_statistics', 'CumulativeStatistics'],
  ['task_queues', 'TaskQueues'],
  ['tasks', 'Tasks'],
  ['workers', 'Workers'],
  ['workflows', 'Workflows'],
  ['task_channels', 'TaskChannels'],
  ['events', 'Events'],
] as const;

export const workspaceResource = (workspace: Workspace, place: WorkspacePlace): object => ({
  account_sid: place.accountSid,
  date_created: timestamp(workspace.createdAt),
  date_updated: timestamp(workspace.createdAt),
  default_activity_name: workspace.offline.friendlyName,
  default_activity_sid: workspace.offline.sid,
  event_callback_url: null,
  events_filter: null,
  friendly_name: workspace.friendlyName,
  links: Object.fromEntries(WORKSPACE_LINKS.map(([name, path]) => [name, `${workspaceUrl(place)}/${path}`])),
  multi_task_enabled: true,
  prioritize_queue_order: 'FIFO',
  sid: workspace.sid,
  timeout_activity_name: workspace.offline.friendlyName,
  timeout_activity_sid: workspace.offline.sid,
  url: workspaceUrl(place),
});

export const activityResource = (activity: Activity, place: WorkspacePlace): object => ({
  ...owners(place),
  available: activity.available,
  date_created: timestamp(activity.createdAt),
  date_updated: timestamp(activity.createdAt),
  friendly_name: activity.friendlyName,
  sid: activity.sid,
  url: `${workspaceUrl(place)}/Activities/${activity.sid}`,
  links: { workspace: workspaceUrl(place) },
});

export const taskChannelResource = (channel: TaskChannel, place: WorkspacePlace): object => ({
  ...owners(place),
  date_created: timestamp(channel.createdAt),
  date_updated: timestamp(channel.createdAt),
  friendly_name: channel.friendlyName,
  sid: channel.sid,
  unique_name: channel.uniqueName,
  channel_optimized_routing: false,
  url: `${workspaceUrl(place)}/TaskChannels/${channel.sid}`,
  links: { workspace: workspaceUrl(place) },
});

const workerLinks = (worker: Worker, place: WorkspacePlace): Record<string, string> => ({
  channels: `${workerUrl(place, worker)}/Channels`,
  activity: `${workspaceUrl(place)}/Activities/${worker.activity.sid}`,
  workspace: workspaceUrl(place),
  statistics: `${workspaceUrl(place)}/Workers/Statistics`,
  real_time_statistics: `${workspaceUrl(place)}/Workers/RealTimeStatistics`,
  cumulative_statistics: `${workspaceUrl(place)}/Workers/CumulativeStatistics`,
  worker_statistics: `${workerUrl(place, worker)}/Statistics`,
  worker_channels: `${workerUrl(place, worker)}/Channels`,
  reservations: `${workerUrl(place, worker)}/Reservations`,
});

/** A Worker in the form of the API. */
export interface WorkerResource {
  readonly sid: string;
  readonly account_sid: string;
  readonly workspace_sid: string;
  readonly friendly_name: string;
  readonly activity_sid: string;
  readonly activity_name: string;
  readonly available: boolean;
  /** JSON text. */
  readonly attributes: string;
  readonly date_created: string;
  readonly date_updated: string;
  readonly date_status_changed: string;
  readonly url: string;
  readonly links: Readonly<Record<string, string>>;
}

export const workerResource = (worker: Worker, place: WorkspacePlace): WorkerResource => ({
  sid: worker.sid,
  friendly_name: worker.friendlyName,
  account_sid: place.accountSid,
  workspace_sid: place.workspaceSid,
  activity_sid: worker.activity.sid,
  activity_name: worker.activity.friendlyName,
  attributes: worker.attributes,
  available: worker.activity.available,
  date_created: timestamp(worker.createdAt),
  date_updated: timestamp(worker.updatedAt),
  date_status_changed: timestamp(worker.statusChangedAt),
  url: workerUrl(place, worker),
  links: workerLinks(worker, place),
});

export const workerChannelResource = (channel: WorkerChannel, worker: Worker, place: WorkspacePlace): object => ({
  ...owners(place),
  assigned_tasks: 0,
  available: channel.available,
  available_capacity_percentage: channel.capacity === 0 ? 0 : 100,
  configured_capacity: channel.capacity,
  date_created: timestamp(worker.createdAt),
  date_updated: timestamp(channel.updatedAt),
  sid: channel.sid,
  task_channel_sid: channel.taskChannel.sid,
  task_channel_unique_name: channel.taskChannel.uniqueName,
  worker_sid: worker.sid,
  url: `${workerUrl(place, worker)}/Channels/${channel.sid}`,
});

export const reservationResource = (reservation: Reservation, worker: Worker, place: WorkspacePlace): object => ({
  ...owners(place),
  date_created: timestamp(reservation.createdAt),
  date_updated: timestamp(reservation.updatedAt),
  reservation_status: reservation.status,
  sid: reservation.sid,
  task_sid: reservation.taskSid,
  worker_name: worker.friendlyName,
  worker_sid: worker.sid,
  url: `${workerUrl(place, worker)}/Reservations/${reservation.sid}`,
  links: {
    task: `${workspaceUrl(place)}/Tasks/${reservation.taskSid}`,
    worker: workerUrl(place, worker),
    workspace: workspaceUrl(place),
  },
});
