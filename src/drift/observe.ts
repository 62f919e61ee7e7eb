import { sideBySide } from '../kernel/side-by-side.ts';
import type { ConversationUser, ConversationUsers } from '../provisioning/conversation-users.ts';
import { rolesOn } from '../provisioning/name-change.ts';
import type { SubjectIndex } from '../provisioning/subject-index.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Subject } from '../provisioning/subject.ts';
import type { Worker, WorkerDirectory } from '../provisioning/worker-directory.ts';
import type { Observed } from './compare-subject.ts';
import type { DriftProgress, ForeignWorker } from './drift-report.ts';
import type { FlexDirectory } from './flex-directory.ts';

export interface ObserveDeps {
  readonly directory: FlexDirectory;
  readonly workers: Pick<WorkerDirectory, 'findByUsername'>;
  readonly users: Pick<ConversationUsers, 'find'>;
  readonly index: Pick<SubjectIndex, 'all'>;
}

export type Tell = (progress: DriftProgress) => void;

export interface ObservedPeople {
  readonly subjects: readonly Subject[];
  readonly observed: (subject: Subject) => Observed;
  readonly foreign: { readonly count: number; readonly first: readonly ForeignWorker[] };
}

const INDEX_PAGE = 1_000;
const FOREIGN_SHOWN = 200;
const AT_ONCE = 4;
const TOLD_EVERY = 1_000;

const nameKey = (username: string): string => username.toLowerCase();

/** Everyone who ever logged in, each once. */
async function subjectsOf({ index }: ObserveDeps, tell: Tell): Promise<ReadonlyMap<string, Subject>> {
  const subjects = new Map<string, Subject>();
  let cursor: string | undefined;
  do {
    const page = await index.all({ limit: INDEX_PAGE, ...(cursor !== undefined && { cursor }) });
    for (const { subject } of page.subjects) subjects.set(slotOf(subject.identity), subject);
    cursor = page.next;
    tell({ phase: 'subjects', done: subjects.size });
  } while (cursor !== undefined);
  return subjects;
}

interface Workers {
  readonly ours: ReadonlyMap<string, Worker>;
  readonly foreign: ObservedPeople['foreign'];
}

async function workersOf(subjects: readonly Subject[], { directory }: ObserveDeps, tell: Tell): Promise<Workers> {
  const names = new Set(subjects.map(({ username }) => nameKey(username)));
  const ours = new Map<string, Worker>();
  const first: ForeignWorker[] = [];
  let seen = 0;
  for await (const worker of directory.workers()) {
    const { username, sid, attributes } = worker;
    if (names.has(nameKey(username))) ours.set(nameKey(username), worker);
    else if (first.length < FOREIGN_SHOWN) first.push({ username, sid, roles: rolesOn(attributes) });
    seen += 1;
    if (seen % TOLD_EVERY === 0) tell({ phase: 'workers', done: seen });
  }
  tell({ phase: 'workers', done: seen, total: seen });
  return { ours, foreign: { count: seen - ours.size, first } };
}

type UsersByIdentity = Map<string, ConversationUser>;

/** Reads the list into `found`. Whether it gave up, because to go on would cost more than to ask for each one. */
async function readUsers(
  wanted: ReadonlySet<string>,
  found: UsersByIdentity,
  { directory }: ObserveDeps,
): Promise<boolean> {
  const most = wanted.size * directory.usersPerPage;
  let seen = 0;
  for await (const user of directory.users()) {
    if (wanted.has(user.identity)) found.set(user.identity, user);
    seen += 1;
    if (found.size === wanted.size) return false;
    if (seen >= most) return true;
  }
  return false;
}

/**
 * The Users of these people. A Service may hold far more Users than people, for customers who chat have them too: where
 * the list would cost more calls than asking for each person, the rest is asked for one by one.
 */
async function usersOf(subjects: readonly Subject[], deps: ObserveDeps, tell: Tell): Promise<UsersByIdentity> {
  const wanted = new Set(subjects.map(({ identity }) => identity));
  const found: UsersByIdentity = new Map();
  if (wanted.size > 0 && (await readUsers(wanted, found, deps))) {
    const missing = [...wanted].filter((identity) => !found.has(identity));
    const rest = await sideBySide(missing, AT_ONCE, (identity) => deps.users.find(identity));
    for (const user of rest) if (user !== undefined) found.set(user.identity, user);
  }
  tell({ phase: 'users', done: found.size, total: wanted.size });
  return found;
}

/** What Twilio holds of everybody, from its lists. */
export async function observeAll(deps: ObserveDeps, tell: Tell): Promise<ObservedPeople> {
  const subjects = [...(await subjectsOf(deps, tell)).values()];
  const [{ ours, foreign }, users] = await Promise.all([
    workersOf(subjects, deps, tell),
    usersOf(subjects, deps, tell),
  ]);
  return {
    subjects,
    observed: ({ username, identity }) => ({ worker: ours.get(nameKey(username)), user: users.get(identity) }),
    foreign,
  };
}

/** The same for single people: two calls for each. */
export async function observeSome(subjects: readonly Subject[], deps: ObserveDeps): Promise<ObservedPeople> {
  const observations = await sideBySide(subjects, AT_ONCE, async ({ username, identity }): Promise<Observed> => {
    const [worker, user] = await Promise.all([deps.workers.findByUsername(username), deps.users.find(identity)]);
    return { worker, user };
  });
  const byIdentity = new Map(subjects.map(({ identity }, index) => [identity, observations[index]]));
  return {
    subjects,
    observed: ({ identity }) => byIdentity.get(identity) ?? { worker: undefined, user: undefined },
    foreign: { count: 0, first: [] },
  };
}
