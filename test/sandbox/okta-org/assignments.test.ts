import { anOktaOrg, type Json, type RunningOrg } from '../../support/an-okta-org.ts';
import { postForm, rolesAsserted, sharedKeys } from '../idp/running-idp.ts';

/** Roles of the app that comes with the sandbox: kept once, changed from pages and from the management API. */

const NOW = Date.parse('2026-11-24T12:00:00Z');

let org: RunningOrg;
let app: Json & { id: string };
beforeEach(async () => {
  org = await anOktaOrg({ keys: await sharedKeys(), clock: () => NOW });
  app = await org.app('Elsewhere');
});
afterEach(() => org.close());

const page = async (path: string): Promise<string> => (await fetch(org.idp.url + path)).text();
const ticked = async (path: string): Promise<readonly string[]> =>
  [...(await page(path)).matchAll(/<input[^>]*\bchecked[^>]*>/g)].map(
    ([input]) => /value="([^"]*)"/.exec(input)?.[1] ?? '',
  );
const form = (path: string, fields: readonly (readonly [string, string])[]): Promise<Response> =>
  postForm(org.idp.url + path, new URLSearchParams(fields.map(([name, value]) => [name, value])));

const idOfGroup = async (name: string): Promise<string> => {
  const [group] = await org.api<{ id: string }[]>('GET', `/groups?q=${name}`);
  if (group === undefined) throw new Error(`no group ${name}`);
  return group.id;
};
const idOfUser = async (login: string): Promise<string> => (await org.api<{ id: string }>('GET', `/users/${login}`)).id;
const groupAt = async (name: string): Promise<string> => `/apps/${app.id}/groups/${await idOfGroup(name)}`;
const userAt = async (login: string): Promise<string> => `/apps/${app.id}/users/${await idOfUser(login)}`;
const schemaAt = (): string => `/meta/schemas/apps/${app.id}/default`;
const groupPage = async (name: string): Promise<string> => `/groups/${await idOfGroup(name)}`;
const LEAD = ['supervisor', 'wfo.team_leader'];

describe('what the management API changes', () => {
  test('of a group is on its page and in the next login of its people', async () => {
    await org.api('PUT', await groupAt('flex-supervisors'), { priority: 9, profile: { roles: LEAD } });
    expect(await ticked(await groupPage('flex-supervisors'))).toEqual(['yes', ...LEAD, 'mika']);
    expect(await page(await groupPage('flex-supervisors'))).toContain('assigned with priority 9');
    expect(await page('/people/mika')).toContain('carries supervisor, wfo.team_leader');
    expect(await rolesAsserted(org.idp, 'mika')).toEqual(['wfo.quality_manager', ...LEAD]);
  });

  test('of a person is in the role editor and in the next login', async () => {
    await org.api('POST', `/apps/${app.id}/users`, {
      id: await idOfUser('mika@corp.example'),
      scope: 'USER',
      profile: { roles: ['admin', 'custom'] },
    });
    expect(await ticked('/people/mika')).toEqual(expect.arrayContaining(['individual', 'admin']));
    expect(await page('/people/mika')).toMatch(/<textarea[^>]*>custom<\/textarea>/);
    expect(await rolesAsserted(org.idp, 'mika')).toEqual(['admin', 'custom']);
  });

  test('by taking a person’s own assignment away is: by groups from now on', async () => {
    await org.api('DELETE', await userAt('ana@corp.example'));
    expect(await ticked('/people/ana')).toEqual(['group', 'CC-Agents']);
    expect(await rolesAsserted(org.idp, 'ana')).toEqual([]);
  });

  test('by taking a group’s assignment away is on its page, and gone from the next login', async () => {
    await org.api('DELETE', await groupAt('flex-supervisors'));
    expect(await ticked(await groupPage('flex-supervisors'))).toEqual(['no', 'mika']);
    expect(await rolesAsserted(org.idp, 'mika')).toEqual(['wfo.quality_manager']);
  });

  test('of one leaves all others as they are', async () => {
    const before = await Promise.all(['sam', 'vera', 'noah', 'gita'].map((id) => ticked(`/people/${id}`)));
    const others = await org.api<{ id: string }[]>('GET', `/apps/${app.id}/groups`);
    await org.api('PUT', await groupAt('CC-Agents'), { profile: { roles: ['agent'] } });
    expect(await Promise.all(['sam', 'vera', 'noah', 'gita'].map((id) => ticked(`/people/${id}`)))).toEqual(before);
    const after = await org.api<{ id: string; profile: Json }[]>('GET', `/apps/${app.id}/groups`);
    expect(after.map(({ id }) => id)).toEqual(others.map(({ id }) => id));
  });

  test('of the group Everyone reaches whoever has no assignment of their own', async () => {
    await org.api('PUT', await groupAt('Everyone'), { priority: 50, profile: { roles: ['agent'] } });
    expect(await rolesAsserted(org.idp, 'gita')).toEqual(['agent']);
    expect(await rolesAsserted(org.idp, 'noah')).toEqual([]);
    expect(await ticked(await groupPage('Everyone'))).toEqual(['yes', 'agent']);
  });

  test('of the profile is the page’s switch', async () => {
    const { definitions } = await org.api<{ definitions: { custom: { properties: { roles: Json } } } }>(
      'GET',
      schemaAt(),
    );
    const roles = { ...definitions.custom.properties.roles, union: 'DISABLE' };
    await org.api('POST', schemaAt(), { definitions: { custom: { properties: { roles } } } });
    expect(await ticked('/groups')).toEqual(['no']);
    await org.api('POST', schemaAt(), { definitions: { custom: { properties: { roles: null } } } });
    expect(await page('/groups')).toContain('has no attribute “roles”');
  });
});

describe('what the pages change', () => {
  test('of a group is what the management API answers, and the next login of its people', async () => {
    const path = await groupPage('CC-Supervisors');
    const answer = await form(path, [
      ['assigned', 'yes'],
      ['role', 'supervisor'],
      ['role', 'wfo.team_leader'],
      ['other_roles', 'custom'],
      ['priority', '7'],
      ['member', 'gita'],
      ['member', 'mika'],
    ]);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${path}?saved=1`]);
    expect(await org.api('GET', await groupAt('CC-Supervisors'))).toMatchObject({
      priority: 7,
      profile: { roles: [...LEAD, 'custom'] },
    });
    expect(await rolesAsserted(org.idp, 'gita')).toEqual([...LEAD, 'custom']);
    expect(await rolesAsserted(org.idp, 'mika')).toEqual([
      'supervisor',
      'wfo.quality_manager',
      'wfo.team_leader',
      'custom',
    ]);
    expect(await page(`${path}?saved=1`)).toContain('role="status">Saved.');
  });

  test('by clearing a group’s ticks is null: without combining, a weaker group counts then', async () => {
    await form('/groups/combine', [['combine', 'no']]);
    expect(await org.api('GET', schemaAt())).toHaveProperty('definitions.custom.properties.roles.union', 'DISABLE');
    expect(await rolesAsserted(org.idp, 'mika')).toEqual(['supervisor']);
    await form(await groupPage('flex-supervisors'), [
      ['assigned', 'yes'],
      ['priority', '1'],
      ['member', 'mika'],
    ]);
    expect(await org.api('GET', await groupAt('flex-supervisors'))).toMatchObject({ profile: { roles: null } });
    expect(await rolesAsserted(org.idp, 'mika')).toEqual(['wfo.quality_manager']);
    await form('/groups/combine', [['combine', 'yes']]);
    expect(await org.api('GET', schemaAt())).toHaveProperty('definitions.custom.properties.roles', {
      ...(await org.api<{ definitions: { custom: { properties: { roles: Json } } } }>('GET', schemaAt())).definitions
        .custom.properties.roles,
      title: 'Flex roles',
      union: 'ENABLE',
      type: 'array',
    });
  });

  test('by taking a group off the app, and everyone out of it', async () => {
    await form(await groupPage('flex-supervisors'), [['assigned', 'no']]);
    expect((await org.call('GET', `/api/v1${await groupAt('flex-supervisors')}`)).status).toBe(404);
    expect(org.idp.people().find(({ id }) => id === 'mika')?.groups).toEqual(['flex-insights-quality']);
  });

  test('of a person is what the management API answers', async () => {
    await form('/people/gita', [
      ['assignment', 'individual'],
      ['role', 'admin'],
    ]);
    expect(await org.api('GET', await userAt('gita@corp.example'))).toMatchObject({
      scope: 'USER',
      profile: { roles: ['admin'] },
    });
    await form('/people/gita', [
      ['assignment', 'group'],
      ['group', 'flex-agents'],
    ]);
    expect(await org.api('GET', await userAt('gita@corp.example'))).toMatchObject({
      scope: 'GROUP',
      profile: { roles: ['agent'] },
    });
  });

  test('by adding a group is one of the org, not assigned, with the next free priority once it is', async () => {
    const answer = await form('/groups', [['name', ' Team leads ']]);
    const id = await idOfGroup('Team leads');
    expect(answer.headers.get('location')).toBe(`/groups/${id}`);
    expect(await ticked(`/groups/${id}`)).toEqual(['no']);
    await form(`/groups/${id}`, [
      ['assigned', 'yes'],
      ['role', 'supervisor'],
      ['member', 'noah'],
    ]);
    expect(await org.api('GET', `/apps/${app.id}/groups/${id}`)).toMatchObject({ priority: 7 });
    expect(org.idp.people().find(({ id: person }) => person === 'noah')?.groups).toEqual(['Team leads']);
  });

  test('an untouched group stays as it is when it is saved', async () => {
    const before = await org.api('GET', `/apps/${app.id}/groups`);
    const people = org.idp.people();
    const path = await groupPage('flex-supervisors');
    const [assigned = '', ...rest] = await ticked(path);
    await form(path, [
      ['assigned', assigned],
      ['priority', /name="priority" value="(\d+)"/.exec(await page(path))?.[1] ?? ''],
      ...rest.map((value) => [value === 'mika' ? 'member' : 'role', value] as const),
    ]);
    expect(await org.api('GET', `/apps/${app.id}/groups`)).toEqual(before);
    expect(org.idp.people()).toEqual(people);
  });
});

describe('refused, and nothing is changed by', () => {
  test.each([
    { path: '/groups', fields: [['name', ' ']], status: 400, says: 'needs a name' },
    { path: '/groups', fields: [['name', 'x'.repeat(256)]], status: 400, says: 'needs a name' },
    { path: '/groups', fields: [['name', 'CC-Agents']], status: 400, says: 'a group “CC-Agents” already' },
    { path: '/groups/00gnothing', fields: [['assigned', 'yes']], status: 404, says: 'Not found' },
    ...['-1', '101', '1.5', 'x'].map((priority) => ({
      path: undefined,
      fields: [
        ['assigned', 'yes'],
        ['priority', priority],
      ],
      status: 400,
      says: 'a number from 0 to 100',
    })),
  ] as const)('$fields to $path', async ({ path, fields, status, says }) => {
    const [groups, people] = [await org.api('GET', '/groups'), org.idp.people()];
    const answer = await form(
      path ?? (await groupPage('flex-supervisors')),
      fields as readonly (readonly [string, string])[],
    );
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(says)]);
    expect([await org.api('GET', '/groups'), org.idp.people()]).toEqual([groups, people]);
  });

  test('a role that is not of the profile’s list of values, with the reason', async () => {
    const roles = { title: 'R', type: 'array', scope: 'NONE', items: { type: 'string', enum: ['agent'] } };
    await org.api('POST', schemaAt(), { definitions: { custom: { properties: { roles } } } });
    const answer = await form(await groupPage('flex-agents'), [
      ['assigned', 'yes'],
      ['role', 'admin'],
    ]);
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('is not of the list of values'),
    ]);
    expect(await org.api('GET', await groupAt('flex-agents'))).toMatchObject({ profile: { roles: ['agent'] } });
  });

  test.each(['/groups', '/groups/combine', 'a group'])('another site’s form to %s', async (path) => {
    const at = path === 'a group' ? await groupPage('flex-agents') : path;
    const answer = await postForm(
      org.idp.url + at,
      new URLSearchParams({ name: 'evil', combine: 'no', assigned: 'no' }),
      { Origin: 'https://evil.example' },
    );
    expect(answer.status).toBe(403);
    expect(await ticked('/groups')).toEqual(['yes']);
    expect(await org.api('GET', '/groups?q=evil')).toEqual([]);
    expect(await org.api('GET', await groupAt('flex-agents'))).toMatchObject({ profile: { roles: ['agent'] } });
  });
});
