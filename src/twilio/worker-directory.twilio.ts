import { isDeepStrictEqual } from 'node:util';
import type { WorkerListInstance } from 'twilio/lib/rest/taskrouter/v1/workspace/worker';
import type { Worker, WorkerDirectory } from '../provisioning/worker-directory.ts';
import { pathSegment } from './twilio-address.ts';
import type { TwilioCalls } from './twilio-calls.ts';
import { answering, isNotFound, isStale, isTaken } from './twilio-failure.ts';
import { eachOf, listOf } from './twilio-pages.ts';
import { fromList, toListedWorker, toWorker, toWorkerChannel } from './wire.ts';

const PAGE_SIZE = 50;

/**
 * TaskRouter v1: twilio.com/docs/taskrouter/api/worker. `findByUsername` costs one request and knows no version, since
 * lists carry no ETag: whoever writes fetches first, and an unchanged login does not.
 */
export function createWorkerDirectory(workers: WorkerListInstance, calls: TwilioCalls): WorkerDirectory {
  const reads = createReads(workers, calls);
  return { ...reads, ...createWrites(workers, calls, reads), ...createChannels(workers, calls) };
}

type Reads = Pick<WorkerDirectory, 'findByUsername' | 'fetch'>;

function createReads(workers: WorkerListInstance, calls: TwilioCalls): Reads {
  const fetch = (sid: string): Promise<Worker | undefined> =>
    calls.repeatable('worker.fetch', async () =>
      workers(pathSegment(sid)).fetchWithHttpInfo().then(toWorker).catch(answering(isNotFound, undefined)),
    );
  return {
    fetch,
    findByUsername: async (username) => {
      const query = { friendlyName: username, pageSize: PAGE_SIZE };
      for await (const listed of eachOf(calls, 'worker.find', () => workers.page(query), toListedWorker)) {
        if (isSameName(listed.friendlyName, username)) return fromList(listed) ?? fetch(listed.sid);
      }
      return undefined;
    },
  };
}

/** Worker names compare without letter case. */
const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function createWrites(
  workers: WorkerListInstance,
  calls: TwilioCalls,
  reads: Reads,
): Pick<WorkerDirectory, 'create' | 'replaceAttributes'> {
  return {
    create: (username, attributes) => {
      const wanted = JSON.stringify(attributes);
      const send = (): Promise<Worker | 'exists'> =>
        workers
          .createWithHttpInfo({ friendlyName: username, attributes: wanted })
          .then(toWorker)
          .catch(answering(isTaken, 'exists'));
      return calls.once('worker.create', send, async () => {
        const found = await reads.findByUsername(username);
        return found === undefined || holds(found, wanted) ? found : 'exists';
      });
    },
    replaceAttributes: (worker, attributes) => {
      const wanted = JSON.stringify(attributes);
      const ifMatch = worker.version === undefined ? {} : { ifMatch: worker.version };
      const send = async (): Promise<Worker | 'conflict' | 'gone'> =>
        workers(pathSegment(worker.sid))
          .updateWithHttpInfo({ attributes: wanted, ...ifMatch })
          .then(toWorker)
          .catch(answering(isStale, 'conflict'))
          .catch(answering(isNotFound, 'gone'));
      return calls.once('worker.update', send, async () => {
        const now = await reads.fetch(worker.sid);
        if (now === undefined) return 'gone';
        if (holds(now, wanted)) return now;
        return isUnchanged(worker, now) ? undefined : 'conflict';
      });
    },
  };
}

/** Compared as JSON: what cannot be written as JSON was not sent either. */
const holds = (worker: Worker, wanted: string): boolean => isDeepStrictEqual(worker.attributes, JSON.parse(wanted));

const isUnchanged = (before: Worker, now: Worker): boolean =>
  before.version === now.version && isDeepStrictEqual(before.attributes, now.attributes);

function createChannels(
  workers: WorkerListInstance,
  calls: TwilioCalls,
): Pick<WorkerDirectory, 'channels' | 'setChannel'> {
  const channelsOf = (workerSid: string): ReturnType<WorkerListInstance>['workerChannels'] =>
    workers(pathSegment(workerSid)).workerChannels;
  return {
    channels: (workerSid) => {
      const firstPage = async (): ReturnType<ReturnType<typeof channelsOf>['page']> =>
        channelsOf(workerSid).page({ pageSize: PAGE_SIZE });
      return listOf(eachOf(calls, 'worker-channel.list', firstPage, toWorkerChannel));
    },
    setChannel: async (workerSid, { taskChannel, available, capacity }) => {
      const change = { ...(available !== undefined && { available }), ...(capacity !== undefined && { capacity }) };
      // The same twice is the same as once.
      await calls.repeatable('worker-channel.update', async () =>
        channelsOf(workerSid)(pathSegment(taskChannel)).update(change),
      );
    },
  };
}
