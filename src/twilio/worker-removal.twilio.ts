import { z } from 'zod';
import type { WorkspaceContext } from 'twilio/lib/rest/taskrouter/v1/workspace';
import type { Clock } from '../kernel/clock.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { StandingWorker, WorkerRemoval } from '../leavers/twilio-removal.ts';
import { createSnapshot } from './snapshot.ts';
import { pathSegment } from './twilio-address.ts';
import type { TwilioCalls } from './twilio-calls.ts';
import { answering, isNotFound, TwilioFailure } from './twilio-failure.ts';
import { eachOf } from './twilio-pages.ts';

export interface WorkerRemovalDeps {
  readonly clock: Clock;
  /** WA… of the activity that is offline; looked up where it is not configured. */
  readonly offlineActivitySid: string | undefined;
}

const PAGE_SIZE = 100;
const TTL_MS = 300_000;

const activity = z.object({ sid: z.string().startsWith('WA'), friendlyName: z.string(), available: z.boolean() });
const standing = z.object({ sid: z.string().startsWith('WK'), friendlyName: z.string(), available: z.boolean() });

function read<T>(schema: z.ZodType<T>, what: string, resource: unknown): T {
  const parsed = schema.safeParse(resource);
  if (parsed.success) return parsed.data;
  throw new TwilioFailure('unclear', { status: 200, reason: `unexpected ${what} from Twilio` });
}

const toStanding = (resource: unknown) => read(standing, 'worker', resource);

/** Flex calls it Offline; in a workspace where it has another name, any activity that takes no tasks will do. */
async function findOffline(workspace: WorkspaceContext, calls: TwilioCalls): Promise<string> {
  const first = () => workspace.activities.page({ available: 'false', pageSize: PAGE_SIZE });
  let found: string | undefined;
  for await (const each of eachOf(calls, 'activity.list', first, (resource) => read(activity, 'activity', resource))) {
    if (!each.available && each.friendlyName === 'Offline') return each.sid;
    if (!each.available) found ??= each.sid;
  }
  if (found !== undefined) return found;
  throw new Refusal('TWILIO_REJECTED', {
    operation: 'activity.list',
    status: 404,
    message: 'the workspace has no activity that is unavailable; set twilio.offlineActivitySid',
  });
}

/** TaskRouter answers 400 for a worker with open reservations (twilio.md 5). */
const isBusy = (error: unknown): boolean =>
  error instanceof TwilioFailure && error.kind === 'rejected' && error.facts.status === 400;

/** TaskRouter v1: twilio.com/docs/taskrouter/api/worker. */
export function createWorkerRemoval(
  workspace: WorkspaceContext,
  calls: TwilioCalls,
  { clock, offlineActivitySid }: WorkerRemovalDeps,
): WorkerRemoval {
  const offline = createSnapshot(() => findOffline(workspace, calls), { clock, ttlMs: TTL_MS });
  const { workers } = workspace;
  return {
    find: async (username): Promise<StandingWorker | undefined> => {
      const first = () => workers.page({ friendlyName: username, pageSize: PAGE_SIZE });
      for await (const { sid, friendlyName, available } of eachOf(calls, 'worker.find', first, toStanding)) {
        if (friendlyName.toLowerCase() === username.toLowerCase()) return { sid, available };
      }
      return undefined;
    },
    goOffline: async (sid) => {
      const activitySid = offlineActivitySid ?? (await offline.read());
      return calls.repeatable<'offline' | 'gone'>('worker.offline', async () =>
        workers(pathSegment(sid))
          .update({ activitySid, rejectPendingReservations: true })
          .then(() => 'offline' as const)
          .catch(answering(isNotFound, 'gone')),
      );
    },
    remove: (sid) =>
      calls.repeatable<'removed' | 'gone' | 'busy'>('worker.remove', async () =>
        workers(pathSegment(sid))
          .remove()
          .then(() => 'removed' as const)
          .catch(answering(isNotFound, 'gone'))
          .catch(answering(isBusy, 'busy')),
      ),
  };
}
