import { z } from 'zod';
import {
  type ApiCall,
  type ApiOperation,
  bodyAs,
  del,
  get,
  listOf,
  NO_CONTENT,
  ok,
  param,
  patch,
  post,
  put,
} from './api-call.ts';
import { checkProfile } from './app-profile.ts';
import type { AppRecord, GroupAssignmentRecord } from './app-record.ts';
import { appUserValues } from './app-user-values.ts';
import { assignGroup, unassignGroup, type GroupAssignmentDraft } from './group-assignment.ts';
import { signerOf } from './offer-app.ts';
import { invalid, notFound } from './okta-error.ts';
import type { Person } from '../idp/person.ts';
import type { OktaOrg } from './org.ts';
import { appUserResource, groupAssignmentResource, type Resource } from './resources.ts';

const USERS = '/apps/:app/users';
const GROUPS = '/apps/:app/groups';
const [READ, MANAGE] = ['okta.apps.read', 'okta.apps.manage'];
const USERS_PER_PAGE = 50;
const GROUPS_PER_PAGE = 20;

const profile = z.record(z.string(), z.unknown());
const userSchema = z.looseObject({
  id: z.string(),
  scope: z.enum(['USER', 'GROUP']).default('USER'),
  credentials: z.looseObject({ userName: z.string() }).partial().optional(),
  profile: profile.default({}),
});
const userUpdateSchema = userSchema.omit({ id: true }).partial();
type SentUser = Pick<z.output<typeof userUpdateSchema>, 'credentials' | 'profile'>;
const groupSchema = z.looseObject({ priority: z.int().min(0).max(100).optional(), profile: profile.nullish() });
const patchSchema = z.array(
  z.object({ op: z.enum(['replace', 'add', 'remove']), path: z.string(), value: z.unknown() }),
);

const appOf = ({ apps }: OktaOrg, call: ApiCall): AppRecord => apps.find(param(call, 'app'));

function shownUser(org: OktaOrg, app: AppRecord, person: Person): Resource {
  const values = appUserValues(app, person);
  const id = org.people.idOf(person);
  if (values === undefined) throw notFound(id, 'AppUser');
  const { userName } = signerOf(app, person, values, org);
  const { createdAt, updatedAt } = app.users.get(person.id) ?? app;
  return appUserResource(app, { id, userName, values, createdAt, updatedAt }, org.url);
}

function setUser(org: OktaOrg, app: AppRecord, person: Person, sent: SentUser): Resource {
  const before = app.users.get(person.id);
  const merged = { ...before?.profile, ...sent.profile };
  checkProfile(app, merged, { group: false });
  const now = org.clock();
  const record = {
    personId: person.id,
    userName: sent.credentials?.userName ?? before?.userName,
    profile: merged,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  };
  return shownUser(org, org.apps.change(app.id, { users: new Map([...app.users, [person.id, record]]) }), person);
}

function userOperations(org: OktaOrg): readonly ApiOperation[] {
  const { people, apps } = org;
  const personOf = (call: ApiCall): Person => people.user(param(call, 'user'));
  return [
    get(USERS, READ, (call) => {
      const app = appOf(org, call);
      const assigned = people.users().filter((person) => appUserValues(app, person) !== undefined);
      return listOf(
        assigned.map((person) => shownUser(org, app, person)),
        USERS_PER_PAGE,
      );
    }),
    post(USERS, MANAGE, (call) => {
      const sent = bodyAs(userSchema, call);
      return ok(setUser(org, appOf(org, call), people.user(sent.id), sent));
    }),
    get(`${USERS}/:user`, READ, (call) => ok(shownUser(org, appOf(org, call), personOf(call)))),
    post(`${USERS}/:user`, MANAGE, (call) =>
      ok(setUser(org, appOf(org, call), personOf(call), bodyAs(userUpdateSchema, call))),
    ),
    del(`${USERS}/:user`, MANAGE, (call) => {
      const app = appOf(org, call);
      const { id } = personOf(call);
      if (!app.users.has(id)) throw notFound(param(call, 'user'), 'AppUser');
      apps.change(app.id, { users: new Map([...app.users].filter(([person]) => person !== id)) });
      return NO_CONTENT;
    }),
  ];
}

function setGroup(org: OktaOrg, app: AppRecord, groupId: string, sent: GroupAssignmentDraft): Resource {
  const record = assignGroup(org, app, org.people.group(groupId).name, sent);
  return groupAssignmentResource(app, groupId, record, org.url);
}

function assignmentOf(org: OktaOrg, call: ApiCall): { app: AppRecord; groupId: string; record: GroupAssignmentRecord } {
  const app = appOf(org, call);
  const groupId = param(call, 'group');
  const record = app.groups.get(org.people.group(groupId).name);
  if (record === undefined) throw notFound(groupId, 'AppGroupAssignment');
  return { app, groupId, record };
}

/** RFC 6902, below /profile only. */
function patched(record: GroupAssignmentRecord, operations: z.output<typeof patchSchema>): Record<string, unknown> {
  const changed = new Map(Object.entries(record.profile));
  for (const { op, path, value } of operations) {
    const name = /^\/profile\/([^/]+)$/.exec(path)?.[1];
    if (name === undefined) throw invalid('path', `path: ${path} cannot be patched`);
    if (op === 'remove') changed.delete(name);
    else changed.set(name, value);
  }
  return Object.fromEntries(changed);
}

function groupOperations(org: OktaOrg): readonly ApiOperation[] {
  const { people, url } = org;
  const path = `${GROUPS}/:group`;
  return [
    get(GROUPS, READ, (call) => {
      const app = appOf(org, call);
      const records = [...app.groups.values()].toSorted((a, b) => a.priority - b.priority);
      const shown = records.map((record) =>
        groupAssignmentResource(app, people.groupNamed(record.groupName)?.id ?? '', record, url),
      );
      return listOf(shown, GROUPS_PER_PAGE);
    }),
    get(path, READ, (call) => {
      const { app, groupId, record } = assignmentOf(org, call);
      return ok(groupAssignmentResource(app, groupId, record, url));
    }),
    put(path, MANAGE, (call) => ok(setGroup(org, appOf(org, call), param(call, 'group'), bodyAs(groupSchema, call)))),
    patch(path, MANAGE, (call) => {
      const { app, groupId, record } = assignmentOf(org, call);
      const changed = patched(record, bodyAs(patchSchema, call));
      return ok(setGroup(org, app, groupId, { priority: record.priority, profile: changed }));
    }),
    del(path, MANAGE, (call) => {
      const { app, record } = assignmentOf(org, call);
      unassignGroup(org, app, record.groupName);
      return NO_CONTENT;
    }),
  ];
}

export const assignmentOperations = (org: OktaOrg): readonly ApiOperation[] => [
  ...userOperations(org),
  ...groupOperations(org),
];
