import { randomBytes } from 'node:crypto';
import { ensure } from '../kernel/refusal.ts';
import { isSpeakableId } from '../traces/speakable-id.ts';
import { createTraces } from '../traces/trace-recorder.ts';
import type { Trace } from '../traces/trace.ts';
import type { CliHost } from './command.ts';
import { withStore } from './open-store.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** One recorded login attempt. Refusals TRACE_ID_INVALID, TRACE_UNKNOWN. */
export async function readTrace(id: string, host: CliHost): Promise<Trace> {
  ensure(isSpeakableId(id), 'TRACE_ID_INVALID', { trace: id });
  const found = await withStore(host, ({ records }) =>
    createTraces({
      records,
      clock: host.clock,
      randomBytes,
      log,
      settings: { ttlMs: 1, values: 'names-only' },
    }).read(id),
  );
  ensure(found, 'TRACE_UNKNOWN', { trace: id });
  return found;
}
