import { listOf, OUTCOMES } from '../traces/trace-recorder.ts';
import type { Traces } from '../traces/trace-recorder.ts';
import type { TraceIndex } from '../traces/trace-index.ts';
import { keptAttributes } from '../traces/kept-attributes.ts';
import type { KeptAttributes } from '../traces/kept-attributes.ts';
import type { Progress } from './plan-people.ts';

export interface RecordedLoginDeps {
  readonly traces: Pick<Traces, 'read'>;
  readonly lists: Pick<TraceIndex, 'recent'>;
}

/** What `traces.cap` may be at most. */
const MOST = 100_000;
const AT_ONCE = 100;

/** Ids are the IdP's own: another one, or the same for somebody else, may give them once more. */
export const loginKey = (connection: string, username: string, assertionId: string): string =>
  JSON.stringify([connection, username, assertionId]);

/**
 * What arrived with the logins that are still recorded, by `loginKey`. An attempt that failed or was refused
 * after its assertion had been taken has changed what the person is to be all the same.
 */
export async function recordedLogins(
  connections: readonly string[],
  { traces, lists }: RecordedLoginDeps,
  onProgress: (at: Progress) => void,
): Promise<ReadonlyMap<string, KeptAttributes>> {
  const names = connections.flatMap((connection) => OUTCOMES.map((outcome) => listOf(connection, outcome)));
  const listed = await Promise.all(names.map((name) => lists.recent(name, MOST)));
  const ids = [...new Set(listed.flat())];
  const found = new Map<string, KeptAttributes>();
  for (let done = 0; done < ids.length; done += AT_ONCE) {
    onProgress({ phase: 'logins', done, total: ids.length });
    const read = await Promise.all(ids.slice(done, done + AT_ONCE).map((id) => traces.read(id)));
    for (const trace of read) {
      if (trace?.assertionId === undefined || trace.username === undefined || trace.attributes === undefined) continue;
      found.set(loginKey(trace.connection, trace.username, trace.assertionId), keptAttributes(trace.attributes));
    }
  }
  return found;
}
