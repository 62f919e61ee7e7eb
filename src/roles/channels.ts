import { Refusal } from '../kernel/refusal.ts';
import type { WorkerChannel } from './assignment.ts';
import type { ChannelValue } from './attribute-effect.ts';
import type { ChannelSetting } from './attribute-names.ts';
import { typedValue } from './typed-value.ts';
import type { Received } from './typed-value.ts';

/** TaskRouter's limit for one channel of a worker. */
const CAPACITY_LIMIT = 50;
/** Unique names of TaskChannels; the name becomes a segment of a URL. */
const TASK_CHANNEL = /^[A-Za-z0-9_.-]{1,64}$/;

/** Refusal ATTRIBUTE_INVALID where the channel's name or the value is none. */
export function channelValue({ taskChannel, setting }: ChannelSetting, received: Received): ChannelValue {
  const refuse = (reason: string): never => {
    throw new Refusal('ATTRIBUTE_INVALID', { attribute: received.attribute, value: received.values.join(','), reason });
  };
  if (!TASK_CHANNEL.test(taskChannel)) refuse('no TaskChannel can have that name');
  const value = typedValue(received, setting === 'capacity' ? 'int' : 'boolean');
  if (typeof value === 'boolean') return { taskChannel, setting, value };
  if (typeof value !== 'number' || value < 0 || value > CAPACITY_LIMIT) {
    return refuse(`a capacity lies between 0 and ${CAPACITY_LIMIT}`);
  }
  return { taskChannel, setting, value };
}

/** One entry for each TaskChannel, sorted by name. */
export function channelsOf(values: readonly ChannelValue[]): readonly WorkerChannel[] {
  const byName = new Map<string, WorkerChannel>();
  for (const { taskChannel, value } of values) {
    const known = byName.get(taskChannel) ?? { taskChannel };
    byName.set(taskChannel, { ...known, ...(typeof value === 'boolean' ? { available: value } : { capacity: value }) });
  }
  return [...byName.values()].toSorted((a, b) => (a.taskChannel < b.taskChannel ? -1 : 1));
}
