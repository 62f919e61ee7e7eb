import { randomUUID } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import type { Job, JobsOptions } from 'bullmq';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { RETRIES, retryDelayMs } from '../provisioning/outbox.ts';
import type { Outbox, OutboxStats, OutboxWork, RetrySettings } from '../provisioning/outbox.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Subject } from '../provisioning/subject.ts';
import { withDeadline } from '../store/connect.redis.ts';
import { subjectTag } from '../store/subject-key.ts';
import { unavailable } from '../store/unavailable.ts';
import { createQueueClient } from './queue-client.redis.ts';

export interface QueuedOutboxDeps {
  /** See `parseStoreUrl`. */
  readonly url: string;
  /** The deadline of every operation, ms. */
  readonly timeoutMs: number;
  /** Begins every key. */
  readonly keyPrefix: string;
  readonly clock: Clock;
  readonly log: Log;
  /** A guard comes to life after so many ms: longer than any login takes. */
  readonly guardMs: number;
  /** Subjects worked on at once in this process. */
  readonly concurrency?: number;
  readonly retries?: RetrySettings;
  /** The work of a replica that fell silent for so many ms is taken up by another. */
  readonly silenceMs?: number;
}

interface Entry {
  readonly subject: Subject;
  readonly reason: string;
}

const NAME = 'outbox';
const CONCURRENCY = 8;
const SILENCE_MS = 15_000;
/** How long `close` waits for work under way; what it cuts off is taken up by another replica. */
const CLOSE_MS = 12_000;
const LISTED = 100;
const PENDING = ['wait', 'active', 'delayed', 'prioritized'] as const;

/** No limit on tries; nothing that is done with is kept. */
const ALWAYS: JobsOptions = {
  attempts: Number.MAX_SAFE_INTEGER,
  backoff: { type: 'custom' },
  removeOnComplete: true,
  removeOnFail: false,
  stackTraceLimit: 1,
};

type EntryQueue = Queue<Entry>;

function workerFor(queue: EntryQueue, client: object, work: OutboxWork, deps: QueuedOutboxDeps): Worker<Entry> {
  const { silenceMs = SILENCE_MS, retries = RETRIES, log } = deps;
  const worker = new Worker<Entry>(NAME, ({ data }: Job<Entry>) => work(data.subject), {
    connection: client,
    prefix: queue.opts.prefix ?? NAME,
    concurrency: deps.concurrency ?? CONCURRENCY,
    lockDuration: silenceMs,
    stalledInterval: silenceMs,
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    settings: {
      backoffStrategy: (tries, _type, error) => retryDelayMs({ tries, error }, Math.random(), retries),
    },
  });
  // The store's own connection tells when Redis is lost and when it is back.
  worker.on('error', (error) => log.debug({ err: error }, 'outbox worker'));
  return worker;
}

async function statsOf(queue: EntryQueue, clock: Clock): Promise<OutboxStats> {
  const [pending, jobs] = await Promise.all([
    queue.getJobCountByTypes(...PENDING),
    queue.getJobs([...PENDING], 0, LISTED - 1, true),
  ]);
  const oldest = Math.min(...jobs.map(({ timestamp }) => timestamp));
  return { pending, oldestAgeMs: Number.isFinite(oldest) ? Math.max(0, clock() - oldest) : 0 };
}

/**
 * The outbox that all replicas share, kept in the Redis of the store: as durable as that is. The braces make one hash tag
 * of the prefix, so that all keys of the queue live in one slot of a Redis Cluster.
 */
export function createQueuedOutbox(deps: QueuedOutboxDeps): Outbox {
  const { timeoutMs, clock, log } = deps;
  const client = createQueueClient(deps.url, timeoutMs);
  const queue: EntryQueue = new Queue(NAME, { connection: client, prefix: `{${deps.keyPrefix}outbox}` });
  queue.on('error', (error) => log.debug({ err: error }, 'outbox queue'));
  let worker: Worker<Entry> | undefined;

  const step = async <T>(operation: string, work: Promise<T>): Promise<T> => {
    try {
      return await withDeadline(work, timeoutMs);
    } catch (error) {
      throw unavailable(operation, error);
    }
  };
  return {
    enqueue: async (subject, reason) => {
      // A second entry while one is active is kept and runs after it; any other second one is the same as the first.
      const deduplication = { id: subjectTag(slotOf(subject.identity)), keepLastIfActive: true };
      await step('outbox.enqueue', queue.add('reconcile', { subject, reason }, { ...ALWAYS, deduplication }));
    },
    guard: async (subject) => {
      const jobId = `guard-${randomUUID()}`;
      const options = { ...ALWAYS, jobId, delay: deps.guardMs };
      await step('outbox.guard', queue.add('guard', { subject, reason: 'login under way' }, options));
      return async () => void (await step('outbox.release', queue.remove(jobId)));
    },
    start: (work) => {
      worker ??= workerFor(queue, client, work, deps);
    },
    stats: () => step('outbox.stats', statsOf(queue, clock)),
    close: async () => {
      // While Redis is away the worker waits for it forever: then it is cut off, and others take its work up.
      const lost = client.status !== 'ready';
      await withDeadline(Promise.all([worker?.close(lost), queue.close()]), CLOSE_MS).catch(() => undefined);
      client.disconnect();
    },
  };
}
