import { explainPeople } from '../../src/roles/explain-people.ts';
import type { Attributes } from '../../src/roles/attributes.ts';
import { anaWith, aPolicy, aRule } from '../support/a-policy.ts';

const LEADS = { attribute: 'groups', equals: 'CC-Leads' } as const;
const leads = (grant: Parameters<typeof aRule>[1]) => aPolicy({ rules: [aRule(LEADS, grant, { name: 'leads' })] });
const lead = anaWith([], { groups: ['CC-Leads'] });
const rowOf = (sent: Attributes, before = aPolicy(), after = aPolicy()) => {
  const [row] = explainPeople([{ username: 'ana@example.com', attributes: sent }], before, after);
  return row!;
};

test.each([
  { change: 'none', before: leads(['agent']), after: leads(['agent']) },
  { change: 'promoted', before: leads(['agent']), after: leads(['supervisor']) },
  { change: 'demoted', before: leads(['admin']), after: leads(['supervisor']) },
  { change: 'gets in', before: aPolicy(), after: leads(['agent']) },
  { change: 'loses access', before: leads(['agent']), after: aPolicy() },
  { change: 'other roles', before: leads(['supervisor']), after: leads(['supervisor', 'wfo.team_leader']) },
  {
    change: 'other attributes',
    before: leads(['agent']),
    after: aPolicy({ rules: [aRule(LEADS, ['agent'], { name: 'leads', set: new Map([['site', 'north']]) })] }),
  },
  {
    change: 'refused otherwise',
    before: aPolicy(),
    after: aPolicy({ rules: [aRule(LEADS, ['supervisor'])], insightsDefault: 'deny' }),
  },
])('a change of the rules is called “$change”', ({ change, before, after }) => {
  expect(rowOf(lead, before, after).change).toBe(change);
});

test('a role that stays is not explained, one that comes or goes is, with its rule', () => {
  const row = rowOf(lead, leads(['supervisor']), leads(['supervisor', 'wfo.team_leader']));
  expect(row.before).toMatchObject({ roles: ['supervisor', 'wfo.full_access'] });
  expect(row.after).toMatchObject({ roles: ['supervisor', 'wfo.team_leader'] });
  expect(row.why).toEqual({
    before: [expect.stringContaining('wfo.full_access is granted')],
    after: ['wfo.team_leader is granted: “leads” matches as “groups” is “CC-Leads”.'],
  });
});

test('a refusal tells its detail', () => {
  const row = rowOf(lead, leads(['agent']), aPolicy());
  expect(row.after).toEqual({ refused: 'ATTRIBUTE_MISSING' });
  expect(row.why.after).toEqual([expect.stringMatching(/^ATTRIBUTE_MISSING: “roles”/)]);
});

test('a worker attribute that differs is named and explained', () => {
  const settings = (value: string) =>
    aPolicy({ rules: [aRule(LEADS, ['agent'], { name: 'leads', set: new Map([['site', value]]) })] });
  const row = rowOf(lead, settings('north'), settings('south'));
  expect(row).toMatchObject({ change: 'other attributes', attributes: ['site'] });
  expect(row.why.after).toEqual([expect.stringContaining('“site”')]);
});

test('nobody changes under the same rules, and everybody is answered in order', () => {
  const people = ['agent', 'supervisor', 'nothing'].map((role) => ({ username: role, attributes: anaWith(role) }));
  const rows = explainPeople(people, aPolicy(), aPolicy());
  expect(rows.map(({ username, change, why }) => [username, change, why.before.length + why.after.length])).toEqual([
    ['agent', 'none', 0],
    ['supervisor', 'none', 0],
    ['nothing', 'none', 0],
  ]);
});
