import { sameJson } from '../kernel/canonical-json.ts';
import { ensure } from '../kernel/refusal.ts';
import type { Assignment } from '../roles/assignment.ts';
import type { WorkerAttributes } from './worker-directory.ts';

/** TaskRouter's limit for the attributes of a Worker, in characters of JSON, white space included. */
export const WORKER_ATTRIBUTES_LIMIT = 4096;

/** Owned by others for good: Teams writes team_sid, whatever an IdP sends. */
const NEVER_OURS = new Set(['team_sid']);

export interface WorkerPlan {
  readonly attributes: WorkerAttributes;
  readonly differs: boolean;
}

/** Names to take off: those sent empty, and those that we wrote before and the IdP no longer sends, less those to keep. */
function namesToRemove(assignment: Assignment, owned: readonly string[]): ReadonlySet<string> {
  const { keep, workerAttributes } = assignment;
  const dropped =
    keep === 'all' ? [] : owned.filter((name) => !Object.hasOwn(workerAttributes, name) && !keep.includes(name));
  return new Set([...assignment.clear, ...dropped].filter((name) => !NEVER_OURS.has(name)));
}

/**
 * The attributes that a worker must hold: what others wrote stays, ours is set, what is no longer ours goes.
 * @param current what the worker holds, undefined for a new one
 * @param owned stored names that we have written before
 */
export function planWorker(
  current: WorkerAttributes | undefined,
  assignment: Assignment,
  owned: readonly string[],
): WorkerPlan {
  const removed = namesToRemove(assignment, owned);
  const kept = Object.entries(current ?? {}).filter(([name]) => !removed.has(name));
  const attributes = Object.fromEntries([...kept, ...Object.entries(assignment.workerAttributes)]);
  const size = JSON.stringify(attributes).length;
  ensure(size <= WORKER_ATTRIBUTES_LIMIT, 'ATTRIBUTES_TOO_LARGE', { size, allowed: WORKER_ATTRIBUTES_LIMIT });
  return { attributes, differs: current === undefined || !sameJson(current, attributes) };
}

/** What we own on the worker after the write: what we set, and what we set before and policy keeps. */
export function ownedAfter(assignment: Assignment, owned: readonly string[]): readonly string[] {
  const removed = namesToRemove(assignment, owned);
  const names = [...owned.filter((name) => !removed.has(name)), ...Object.keys(assignment.workerAttributes)];
  return [...new Set(names)].toSorted();
}
