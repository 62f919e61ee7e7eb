import { Collection } from '../wire/collection.ts';
import { wellKnownSid } from '../wire/sid.ts';

export interface Activity {
  readonly sid: string;
  readonly friendlyName: string;
  readonly available: boolean;
  readonly createdAt: number;
}

export interface TaskChannel {
  readonly sid: string;
  readonly friendlyName: string;
  readonly uniqueName: string;
  readonly createdAt: number;
}

/** The one TaskRouter workspace that Flex uses, as a fresh Flex account has it. */
export interface Workspace {
  readonly sid: string;
  readonly friendlyName: string;
  readonly activities: Collection<Activity>;
  readonly taskChannels: Collection<TaskChannel>;
  /** Of workers that are created without one; also Flex's taskrouter_offline_activity_sid. */
  readonly offline: Activity;
  readonly createdAt: number;
}

const AVAILABILITY = [
  ['Available', true],
  ['Unavailable', false],
  ['Break', false],
] as const;

const TASK_CHANNELS = [
  ['Default', 'default'],
  ['Voice', 'voice'],
  ['Chat', 'chat'],
  ['SMS', 'sms'],
  ['Video', 'video'],
  ['Email', 'email'],
] as const;

export function createWorkspace(now: number): Workspace {
  const activities = new Collection<Activity>();
  const taskChannels = new Collection<TaskChannel>();
  const activity = (friendlyName: string, available: boolean): Activity =>
    activities.add({ sid: wellKnownSid('WA', friendlyName), friendlyName, available, createdAt: now });
  const offline = activity('Offline', false);
  for (const [name, available] of AVAILABILITY) activity(name, available);
  for (const [friendlyName, uniqueName] of TASK_CHANNELS) {
    taskChannels.add({ sid: wellKnownSid('TC', uniqueName), friendlyName, uniqueName, createdAt: now });
  }
  const name = 'Flex Task Assignment';
  return { sid: wellKnownSid('WS', name), friendlyName: name, activities, taskChannels, offline, createdAt: now };
}
