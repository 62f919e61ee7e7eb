import { highestFlexRole, nameChange, rolesOn } from '../../src/provisioning/name-change.ts';

test.each([
  { before: 'agent', after: 'supervisor', wrote: true, change: 'promoted' },
  { before: 'agent', after: 'admin', wrote: true, change: 'promoted' },
  { before: 'supervisor', after: 'agent', wrote: true, change: 'demoted' },
  { before: 'admin', after: 'supervisor', wrote: true, change: 'demoted' },
  { before: 'agent', after: 'agent', wrote: true, change: 'updated' },
  { before: undefined, after: 'admin', wrote: true, change: 'updated' },
  { before: 'agent', after: 'agent', wrote: false, change: 'unchanged' },
] as const)('$before to $after, written: $wrote, is $change', ({ before, after, wrote, change }) => {
  expect(nameChange(before, after, wrote)).toBe(change);
});

test.each([
  { title: 'a list', attributes: { roles: ['agent', 'wfo.full_access'] }, roles: ['agent', 'wfo.full_access'] },
  { title: 'text', attributes: { roles: 'admin' }, roles: [] },
  { title: 'a list with other things', attributes: { roles: ['agent', 7, null] }, roles: ['agent'] },
  { title: 'nothing', attributes: {}, roles: [] },
])('roles on a worker that holds $title', ({ attributes, roles }) => {
  expect(rolesOn(attributes)).toEqual(roles);
});

test('the highest Flex role counts; Insights and unknown roles do not', () => {
  expect(highestFlexRole(['agent', 'supervisor', 'wfo.full_access', 'owner'])).toBe('supervisor');
  expect(highestFlexRole(['flex.readonlyadmin'])).toBeUndefined();
});
