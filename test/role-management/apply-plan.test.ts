import { applyPlan } from '../../src/role-management/apply-plan.ts';
import { CONVERSATIONS_VOCABULARY } from '../../src/role-management/default-roles.ts';
import { observeRoles } from '../../src/role-management/observe-roles.ts';
import { planRoles } from '../../src/role-management/plan-roles.ts';
import type { RolesPlan } from '../../src/role-management/role-change.ts';
import type { WantedRoles } from '../../src/role-management/wanted-roles.ts';
import { failureOf } from '../support/failing.ts';
import { rolesInMemory } from '../support/roles-in-memory.ts';
import type { RolesInMemory } from '../support/roles-in-memory.ts';
import { flexRoles, wanting } from '../support/wanted-roles.ts';

const WANTED = wanting({
  service: { fresh: { permissions: ['joinConversation'] }, lead: { extend: ['addParticipant'] } },
  remove: { service: ['old'] },
});

let registry: RolesInMemory;
beforeEach(() => {
  registry = rolesInMemory([
    ...flexRoles().map(({ type, name, permissions }) => ({ type, name, permissions })),
    { type: 'service', name: 'lead', permissions: ['joinConversation'] },
    { type: 'service', name: 'old', permissions: ['joinConversation'] },
  ]);
});

const plan = async (wanted: WantedRoles = WANTED): Promise<RolesPlan> =>
  planRoles(CONVERSATIONS_VOCABULARY, wanted, await observeRoles(CONVERSATIONS_VOCABULARY, registry, wanted.remove));
const sidOf = (name: string): string => registry.roles.find((role) => role.name === name)?.sid ?? '';

test('does exactly what the plan says', async () => {
  const applied = await applyPlan(registry, await plan());
  expect(registry.writes).toEqual(['create service fresh', 'replace lead', expect.stringMatching(/^remove RL/)]);
  expect(applied.map(({ change }) => change.kind)).toEqual(['create', 'update', 'remove']);
  expect(registry.roles.find(({ name }) => name === 'lead')?.permissions).toEqual([
    'addParticipant',
    'joinConversation',
  ]);
});

test('a second time there is nothing to do', async () => {
  await applyPlan(registry, await plan());
  expect(await plan()).toEqual({ changes: [], notes: [] });
});

test.each([
  {
    title: 'got another permission since',
    meanwhile: () =>
      registry.before('fetch', () => registry.change('lead', ['joinConversation', 'deleteConversation'])),
    what: /^service role lead \(RL\d+\) got other permissions$/,
  },
  {
    title: 'was removed since',
    meanwhile: () =>
      registry.before(
        'fetch',
        () =>
          void registry.roles.splice(
            registry.roles.findIndex(({ name }) => name === 'lead'),
            1,
          ),
      ),
    what: /^service role lead \(RL\d+\) was removed$/,
  },
  {
    title: 'was removed between the last look and the write',
    meanwhile: () =>
      registry.before(
        'replacePermissions',
        () =>
          void registry.roles.splice(
            registry.roles.findIndex(({ name }) => name === 'lead'),
            1,
          ),
      ),
    what: /^service role lead \(RL\d+\) was removed$/,
  },
])('a role that $title is not overwritten, and what was done before is told', async ({ meanwhile, what }) => {
  const made = await plan();
  meanwhile();
  expect(await failureOf(applyPlan(registry, made))).toMatchObject({
    code: 'ROLES_CHANGED',
    evidence: { what: expect.stringMatching(what), done: ['create service role “fresh”: joinConversation'] },
  });
  expect(registry.writes).toEqual(['create service fresh']);
});

test('a role that somebody else has created since is not created again', async () => {
  const made = await plan();
  registry.before(
    'list',
    () => void registry.roles.push({ sid: 'RLx', type: 'service', name: 'fresh', permissions: [] }),
  );
  expect(await failureOf(applyPlan(registry, made))).toMatchObject({
    code: 'ROLES_CHANGED',
    evidence: { what: 'a service role fresh has been created', done: [] },
  });
  expect(registry.writes).toEqual([]);
});

test('a role that was given to somebody since is not removed', async () => {
  const made = await plan();
  registry.before('holders', () => registry.give(sidOf('old'), 'ana'));
  expect(await failureOf(applyPlan(registry, made))).toMatchObject({
    code: 'ROLES_CHANGED',
    evidence: { what: expect.stringMatching(/^service role old \(RL\d+\) was given to ana$/) },
  });
  expect(registry.roles.map(({ name }) => name)).toContain('old');
});

test('holders are looked for only where a role may be removed', async () => {
  let looks = 0;
  registry.before('holders', () => {
    looks += 1;
  });
  await observeRoles(CONVERSATIONS_VOCABULARY, registry, {
    service: ['admin', 'supervisor', 'not there'],
    conversation: ['guest'],
  });
  expect(looks).toBe(0);
  await observeRoles(CONVERSATIONS_VOCABULARY, registry, { service: ['old'], conversation: [] });
  expect(looks).toBe(1);
});

test('an outage is no change of the roles', async () => {
  const made = await plan();
  const failing = { ...registry, fetch: () => Promise.reject(new Error('away')) };
  expect(await failureOf(applyPlan(failing, made))).toEqual(new Error('away'));
});
