import fc from 'fast-check';
import { ownedAfter, planWorker } from '../../src/provisioning/plan-worker.ts';
import { anAssignment } from '../support/an-assignment.ts';

const foreign = {
  routing: { skills: ['billing'], levels: { billing: 3 } },
  team_sid: 'QM1',
  disabled_skills: { skills: [] },
};

test('a new worker holds what the assignment says and nothing else', () => {
  const assignment = anAssignment({ flexRole: 'supervisor', insightsRoles: ['wfo.team_leader'] });
  expect(planWorker(undefined, assignment, [])).toEqual({
    attributes: { email: 'ana@corp.example', full_name: 'Ana Ruiz', roles: ['supervisor', 'wfo.team_leader'] },
    differs: true,
  });
});

test('what others wrote survives a change of role', () => {
  const current = {
    ...foreign,
    email: 'ana@corp.example',
    full_name: 'Ana Ruiz',
    roles: ['supervisor', 'wfo.team_leader'],
  };
  const plan = planWorker(current, anAssignment({ flexRole: 'agent' }), ['email', 'full_name', 'roles']);
  expect(plan).toEqual({
    attributes: { ...foreign, email: 'ana@corp.example', full_name: 'Ana Ruiz', roles: ['agent'] },
    differs: true,
  });
});

test('a worker that holds it all, in whatever order of keys, needs no write', () => {
  const current = { roles: ['agent'], ...foreign, full_name: 'Ana Ruiz', email: 'ana@corp.example' };
  expect(planWorker(current, anAssignment(), []).differs).toBe(false);
});

test.each([
  { title: 'sent empty with policy clear', assignment: { clear: ['team_name'] }, owned: [], gone: true },
  { title: 'no longer sent, policy keep', assignment: { keep: 'all' as const }, owned: ['team_name'], gone: false },
  { title: 'no longer sent, kept by name', assignment: { keep: ['team_name'] }, owned: ['team_name'], gone: false },
  { title: 'no longer sent, policy clear', assignment: { keep: [] }, owned: ['team_name'], gone: true },
  { title: 'not sent and never ours', assignment: { keep: [] }, owned: [], gone: false },
])('an attribute $title: gone is $gone', ({ assignment, owned, gone }) => {
  const { attributes } = planWorker({ team_name: 'Sales' }, anAssignment(assignment), owned);
  expect(Object.hasOwn(attributes, 'team_name')).toBe(!gone);
});

test('team_sid belongs to Teams and is never taken off', () => {
  const assignment = anAssignment({ clear: ['team_sid'], keep: [] });
  expect(planWorker({ team_sid: 'QM1' }, assignment, ['team_sid']).attributes).toMatchObject({ team_sid: 'QM1' });
});

test('the sum of foreign and own attributes is held to the limit before anything is written', () => {
  const plan = (): unknown => planWorker({ notes: 'x'.repeat(4080) }, anAssignment(), []);
  expect(plan).toThrow(
    expect.objectContaining({ code: 'ATTRIBUTES_TOO_LARGE', evidence: expect.objectContaining({ allowed: 4096 }) }),
  );
});

test('property: whatever the worker holds under names that are not ours comes out unchanged', () => {
  const ours = new Set(['email', 'full_name', 'roles']);
  const attributes = fc.dictionary(
    fc.string({ maxLength: 8 }).filter((name) => !ours.has(name) && name !== '__proto__'),
    fc.jsonValue({ maxDepth: 1 }),
    { maxKeys: 6 },
  );
  fc.assert(
    fc.property(attributes, (held) => {
      const plan = planWorker(held, anAssignment(), ['email', 'full_name', 'roles']);
      for (const [name, value] of Object.entries(held)) expect(plan.attributes[name]).toEqual(value);
      expect(planWorker(plan.attributes, anAssignment(), ['email', 'full_name', 'roles']).differs).toBe(false);
    }),
  );
});

test('what we own after a write is what we set, and what policy kept', () => {
  const assignment = anAssignment({ workerAttributes: { location: 'Lisbon' }, keep: ['team_name'] });
  expect(ownedAfter(assignment, ['team_name', 'department'])).toEqual([
    'email',
    'full_name',
    'location',
    'roles',
    'team_name',
  ]);
});
