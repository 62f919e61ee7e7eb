import { quoted } from '../kernel/printable.ts';
import { Refusal } from '../kernel/refusal.ts';
import { explainOnWorker } from './arrivals.ts';
import type { Arrival } from './arrivals.ts';
import type { AttributeEffect } from './attribute-effect.ts';
import type { ChannelSetting } from './attribute-names.ts';
import { channelValue } from './channels.ts';
import { checkSpecial } from './special-attributes.ts';
import { actionFor } from './state-action.ts';
import type { WorkerContext } from './state-action.ts';
import { typedValue } from './typed-value.ts';

/** The effects of all arrivals of one stored name, such as `skill` and `skill.int`: one of them may hold a value. */
export function effectsOfCopied(arrivals: readonly Arrival[], context: WorkerContext): readonly AttributeEffect[] {
  const [present, other] = arrivals.filter(({ state }) => state === 'present');
  if (present !== undefined && other !== undefined) refuseBoth(present, other);
  return arrivals.map((arrival) => {
    if (arrival === present) return effectOfPresent(arrival);
    return present === undefined ? effectOfEmpty(arrival, context) : effectOfOutdone(arrival, present);
  });
}

function refuseBoth(one: Arrival, other: Arrival): never {
  const reason = `${quoted([other.name])} fills the same worker attribute`;
  throw new Refusal('ATTRIBUTE_INVALID', { attribute: one.name, value: one.values.join(','), reason });
}

const effectOfPresent = (arrival: Arrival): AttributeEffect =>
  arrival.use.kind === 'channel' ? effectOnChannel(arrival, arrival.use) : effectOfPlain(arrival);

function effectOnChannel(arrival: Arrival, use: ChannelSetting): AttributeEffect {
  const { name, values } = arrival;
  const channel = channelValue(use, { attribute: name, values });
  const text = `${quoted([name])} sets the ${use.setting} of the worker channel ${quoted([use.taskChannel])}.`;
  return { explanation: explainOnWorker(arrival, { outcome: 'passed', text }), channel };
}

function effectOfPlain(arrival: Arrival): AttributeEffect {
  const { name, stored, type, values } = arrival;
  const value = typedValue({ attribute: name, values }, type);
  checkSpecial(stored, value);
  const text = `${quoted([name])} is copied to the worker attribute ${quoted([stored])}.`;
  return { explanation: explainOnWorker(arrival, { outcome: 'passed', text }), write: { name: stored, value } };
}

function effectOfEmpty(arrival: Arrival, context: WorkerContext): AttributeEffect {
  const { name, stored } = arrival;
  const came = `${quoted([name])} came without a value`;
  if (actionFor({ name, stored, state: 'empty' }, context) === 'clear') {
    const text = `${came}: the worker attribute ${quoted([stored])} is removed.`;
    return { explanation: explainOnWorker(arrival, { outcome: 'cleared', text }), clear: stored };
  }
  const text = `${came}: what the worker holds as ${quoted([stored])} stays.`;
  return { explanation: explainOnWorker(arrival, { outcome: 'kept', text }), keep: stored };
}

function effectOfOutdone(arrival: Arrival, present: Arrival): AttributeEffect {
  const text = `${quoted([arrival.name])} came without a value, ${quoted([present.name])} with one: that one counts.`;
  return { explanation: explainOnWorker(arrival, { outcome: 'ignored', text }) };
}
