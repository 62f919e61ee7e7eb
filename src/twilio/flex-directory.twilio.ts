import type { UserListInstance } from 'twilio/lib/rest/conversations/v1/service/user';
import type { WorkerListInstance } from 'twilio/lib/rest/taskrouter/v1/workspace/worker';
import type { FlexDirectory } from '../drift/flex-directory.ts';
import type { Worker, WorkerDirectory } from '../provisioning/worker-directory.ts';
import type { TwilioCalls } from './twilio-calls.ts';
import { eachOf } from './twilio-pages.ts';
import { fromList, toConversationUser, toListedWorker } from './wire.ts';

/** The largest pages that Twilio gives (twilio.md 4.1, 5). */
const WORKERS_PAGE = 1_000;
const USERS_PAGE = 50;

interface Lists {
  readonly workers: WorkerListInstance;
  readonly users: UserListInstance;
}

async function* allWorkers(
  { workers }: Lists,
  calls: TwilioCalls,
  directory: Pick<WorkerDirectory, 'fetch'>,
): AsyncGenerator<Worker> {
  const first = () => workers.page({ pageSize: WORKERS_PAGE });
  for await (const listed of eachOf(calls, 'worker.list', first, toListedWorker)) {
    // Twilio's own notes say that lists may leave the attributes out: then each one costs a call.
    const worker = fromList(listed) ?? (await directory.fetch(listed.sid));
    if (worker !== undefined) yield worker;
  }
}

/** Everything that Flex knows, page by page, and no further than the caller reads. */
export const createFlexDirectory = (
  lists: Lists,
  calls: TwilioCalls,
  directory: Pick<WorkerDirectory, 'fetch'>,
): FlexDirectory => ({
  usersPerPage: USERS_PAGE,
  workers: () => allWorkers(lists, calls, directory),
  users: () => eachOf(calls, 'user.list', () => lists.users.page({ pageSize: USERS_PAGE }), toConversationUser),
});
