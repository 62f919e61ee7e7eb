import { z } from 'zod';
import type { Person } from '../idp/person.ts';
import { type ApiCall, type ApiOperation, bodyAs, del, get, listOf, NO_CONTENT, ok, param, post } from './api-call.ts';
import { invalid } from './okta-error.ts';
import type { OktaOrg } from './org.ts';
import { groupResource, userResource, type Resource } from './resources.ts';

const [READ_GROUPS, MANAGE_GROUPS] = ['okta.groups.read', 'okta.groups.manage'];
const [READ_USERS, MANAGE_USERS] = ['okta.users.read', 'okta.users.manage'];
const GROUPS_PER_PAGE = 200;
const USERS_PER_PAGE = 200;

const groupBody = z.looseObject({ profile: z.looseObject({ name: z.string().min(1).max(255) }) });
const text = z.union([z.string(), z.number()]).transform(String);
const userBody = z.looseObject({
  profile: z.record(z.string(), z.union([text, z.null()])),
  groupIds: z.array(z.string()).default([]),
});

const withoutNulls = (profile: Readonly<Record<string, string | null>>): Record<string, string> =>
  Object.fromEntries(Object.entries(profile).filter((entry): entry is [string, string] => entry[1] !== null));

function groupOperations(org: OktaOrg): readonly ApiOperation[] {
  const { people, url, clock } = org;
  const shown = (group: Parameters<typeof groupResource>[0]): Resource => groupResource(group, url, clock());
  const member = (method: 'put' | 'delete'): ApiOperation => ({
    method,
    path: '/groups/:group/users/:user',
    scope: MANAGE_GROUPS,
    run: (call) => {
      people.setMember(param(call, 'group'), param(call, 'user'), method === 'put');
      return NO_CONTENT;
    },
  });
  return [
    get('/groups', READ_GROUPS, ({ query }) => {
      const q = (query.get('q') ?? '').toLowerCase();
      const found = people.groups().filter(({ name }) => name.toLowerCase().startsWith(q));
      return listOf(found.map(shown), GROUPS_PER_PAGE);
    }),
    post('/groups', MANAGE_GROUPS, (call) => ok(shown(people.createGroup(bodyAs(groupBody, call).profile.name)))),
    get('/groups/:group', READ_GROUPS, (call) => ok(shown(people.group(param(call, 'group'))))),
    del('/groups/:group', MANAGE_GROUPS, (call) => {
      people.removeGroup(param(call, 'group'));
      return NO_CONTENT;
    }),
    member('put'),
    member('delete'),
  ];
}

function userReads(org: OktaOrg, shown: (person: Person) => Resource): readonly ApiOperation[] {
  const { people, url, clock } = org;
  return [
    get('/users', READ_USERS, ({ query }) => {
      const q = (query.get('q') ?? '').toLowerCase();
      const fits = ({ login, email, firstName, lastName }: Person): boolean =>
        [login, email, firstName, lastName].some((field) => field.toLowerCase().startsWith(q));
      return listOf(people.users().filter(fits).map(shown), USERS_PER_PAGE);
    }),
    get('/users/:user', READ_USERS, (call) => ok(shown(people.user(param(call, 'user'))))),
    get('/users/:user/groups', READ_USERS, (call) => {
      const groups = people.groupsOf(people.user(param(call, 'user')));
      return listOf(
        groups.map((group) => groupResource(group, url, clock())),
        GROUPS_PER_PAGE,
      );
    }),
  ];
}

function userWrites(org: OktaOrg, shown: (person: Person) => Resource): readonly ApiOperation[] {
  const { people, directory } = org;
  const deactivate = (call: ApiCall): Person => {
    const person = people.user(param(call, 'user'));
    people.setStatus(person, 'DEPROVISIONED');
    return person;
  };
  return [
    post('/users', MANAGE_USERS, (call) => {
      const { profile, groupIds } = bodyAs(userBody, call);
      const person = people.createUser(withoutNulls(profile));
      for (const id of groupIds) people.setMember(id, people.idOf(person), true);
      return ok(shown(people.user(people.idOf(person))));
    }),
    post('/users/:user', MANAGE_USERS, (call) => {
      const person = people.user(param(call, 'user'));
      const { login, email, firstName, lastName, title, ...more } = withoutNulls(bodyAs(userBody, call).profile);
      const attributes = new Map([
        ...person.attributes,
        ...Object.entries(more).map(([name, value]) => [name, [value]] as const),
      ]);
      const changed = directory.change(person.id, { login, email, firstName, lastName, title, attributes });
      if (changed === undefined) throw invalid('user');
      return ok(shown(changed));
    }),
    post('/users/:user/lifecycle/deactivate', MANAGE_USERS, (call) => {
      deactivate(call);
      return ok({});
    }),
    // The first call deactivates, the second deletes.
    del('/users/:user', MANAGE_USERS, (call) => {
      const person = people.user(param(call, 'user'));
      if (people.statusOf(person) === 'DEPROVISIONED') people.remove(person);
      else deactivate(call);
      return NO_CONTENT;
    }),
  ];
}

export function peopleOperations(org: OktaOrg): readonly ApiOperation[] {
  const { people, url, clock } = org;
  const shown = (person: Person): Resource =>
    userResource(person, people.idOf(person), { status: people.statusOf(person), url, now: clock() });
  return [...groupOperations(org), ...userReads(org, shown), ...userWrites(org, shown)];
}
