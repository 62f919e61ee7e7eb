import { Refusal } from '../kernel/refusal.ts';
import { effectsOfAbsent } from './absent-attributes.ts';
import { arrivalsOf, isCopied } from './arrivals.ts';
import type { Arrival } from './arrivals.ts';
import type { Assignment, AttributeExplanation } from './assignment.ts';
import type { AttributeEffect } from './attribute-effect.ts';
import { channelsOf } from './channels.ts';
import { effectsOfCopied } from './copied-attributes.ts';
import type { MatchingRule } from './matching-rules.ts';
import type { RolePolicy, WorkerAttributeValue } from './policy.ts';
import { effectsOfSettings, settingsOf } from './rule-attributes.ts';
import type { WorkerContext } from './state-action.ts';
import { effectOfOverruled, effectOfUncopied } from './uncopied-attributes.ts';

/** TaskRouter's limit for the attributes of a Worker, in characters of JSON. */
const WORKER_ATTRIBUTES_LIMIT = 4096;

export interface WorkerDecision extends Pick<Assignment, 'clear' | 'keep' | 'channels'> {
  /** Without email, full_name and roles. Sorted by name. */
  readonly written: readonly (readonly [string, WorkerAttributeValue])[];
  readonly explanations: readonly AttributeExplanation[];
}

/** What the worker gets besides email, full_name and roles. Refuses with ATTRIBUTE_INVALID and ATTRIBUTE_MISSING. */
export function decideWorker(context: WorkerContext, rules: readonly MatchingRule[]): WorkerDecision {
  const { attributes, policy } = context;
  const settings = settingsOf(rules);
  const arrivals = arrivalsOf(attributes, policy);
  const copied = arrivals.filter((arrival) => isCopied(arrival, policy));
  const uncopied = arrivals.filter((arrival) => !isCopied(arrival, policy));
  const overruled = copied.filter(({ stored }) => settings.has(stored));
  const effective = groupByStored(copied.filter(({ stored }) => !settings.has(stored)));
  const effects = [
    ...uncopied.map((arrival) => effectOfUncopied(arrival, policy)),
    ...overruled.map(effectOfOverruled),
    ...[...effective.values()].flatMap((group) => effectsOfCopied(group, context)),
    ...effectsOfSettings(settings, attributes),
    ...effectsOfAbsent(new Set([...effective.keys(), ...settings.keys()]), context),
  ];
  return assemble(effects, policy);
}

function groupByStored(arrivals: readonly Arrival[]): ReadonlyMap<string, readonly Arrival[]> {
  const groups = new Map<string, readonly Arrival[]>();
  for (const arrival of arrivals) groups.set(arrival.stored, [...(groups.get(arrival.stored) ?? []), arrival]);
  return groups;
}

/**
 * `keep` is `all` unless absent attributes are cleared by default: only then does it matter which of those that we wrote
 * before are meant to stay.
 */
function assemble(effects: readonly AttributeEffect[], policy: RolePolicy): WorkerDecision {
  const kept = effects.flatMap(({ keep }) => (keep === undefined ? [] : [keep]));
  const writes = effects.flatMap(({ write }) => (write === undefined ? [] : [[write.name, write.value] as const]));
  return {
    written: writes.toSorted(([a], [b]) => (a < b ? -1 : 1)),
    clear: distinct(effects.flatMap(({ clear }) => (clear === undefined ? [] : [clear]))),
    keep: policy.worker.statesDefault.absent === 'clear' ? distinct(kept) : 'all',
    channels: channelsOf(effects.flatMap(({ channel }) => (channel === undefined ? [] : [channel]))),
    explanations: effects
      .map(({ explanation }) => explanation)
      .toSorted((a, b) => (a.attribute + a.text < b.attribute + b.text ? -1 : 1)),
  };
}

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();

/**
 * Refusal ATTRIBUTES_TOO_LARGE where ours alone do not fit. Object.fromEntries defines its keys, so that no name can
 * reach a prototype.
 */
export function workerAttributesOf(
  entries: readonly (readonly [string, WorkerAttributeValue])[],
): Readonly<Record<string, WorkerAttributeValue>> {
  const attributes = Object.fromEntries(entries);
  const size = JSON.stringify(attributes).length;
  if (size > WORKER_ATTRIBUTES_LIMIT) {
    throw new Refusal('ATTRIBUTES_TOO_LARGE', { size, allowed: WORKER_ATTRIBUTES_LIMIT });
  }
  return attributes;
}
