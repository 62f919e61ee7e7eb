import { assignedRoles } from '../../../src/sandbox/idp/assigned-roles.ts';
import type { OrgGroup } from '../../../src/sandbox/idp/person.ts';

const GROUPS: readonly OrgGroup[] = [
  { name: 'agents', roles: ['agent'], priority: 5 },
  { name: 'supervisors', roles: ['supervisor', 'wfo.team_leader'], priority: 1 },
  { name: 'quality', roles: ['wfo.quality_manager', 'supervisor'], priority: 2 },
  { name: 'empty', roles: [], priority: 3 },
  { name: 'plain', roles: null, priority: 4 },
];

test.each([
  {
    roles: ['agent'],
    groups: ['supervisors'],
    values: ['agent'],
    why: 'an individual assignment never looks at groups',
  },
  { roles: [], groups: ['supervisors'], values: [], why: 'an individual assignment without roles is an empty list' },
])('$why', ({ roles, groups, values }) => {
  expect(assignedRoles({ roles, groups }, GROUPS)).toEqual({ scope: 'USER', values, from: [] });
});

test.each([
  {
    why: 'the roles of all groups add up by priority, each once',
    groups: ['agents', 'quality', 'supervisors'],
    values: ['supervisor', 'wfo.team_leader', 'wfo.quality_manager', 'agent'],
    from: ['supervisors', 'quality', 'agents'],
  },
  { why: 'a group without roles adds nothing', groups: ['plain', 'agents'], values: ['agent'], from: ['agents'] },
  { why: 'groups that set no roles give no value', groups: ['plain'], values: null, from: [] },
  { why: 'a group with an empty list gives an empty value', groups: ['empty'], values: [], from: ['empty'] },
  { why: 'a group that the org does not have is not looked at', groups: ['constructor'], values: null, from: [] },
  { why: 'without any group there is no value', groups: [], values: null, from: [] },
])('$why', ({ groups, values, from }) => {
  expect(assignedRoles({ roles: null, groups }, GROUPS)).toEqual({ scope: 'GROUP', values, from });
});
