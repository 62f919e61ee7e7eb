import {
  compareFences,
  lowersFlexRole,
  movesAfter,
  raisesFlexRole,
  rolesAbove,
  rolesBelow,
} from '../../src/provisioning/desired-state.ts';
import type { Demotions, SubjectState } from '../../src/provisioning/subject-ledger.ts';
import type { FlexRole } from '../../src/roles/flex-role.ts';
import { aClaim, aDesired, aSubject } from '../support/store-builders.ts';

const NOW = 5_000;
const known = (flexRole: FlexRole, demoted?: Demotions): SubjectState => ({
  subject: aSubject(),
  desired: aDesired({ flexRole }),
  ...(demoted !== undefined && { demoted }),
});
const ONCE = { times: 1, at: 9 };

test.each<{
  title: string;
  before: SubjectState | undefined;
  after: FlexRole;
  demoted: Demotions | undefined;
}>([
  { title: 'a first login', before: undefined, after: 'agent', demoted: undefined },
  { title: 'a subject only blocked so far', before: { subject: aSubject() }, after: 'agent', demoted: undefined },
  { title: 'the same role', before: known('agent'), after: 'agent', demoted: undefined },
  { title: 'a promotion', before: known('agent'), after: 'admin', demoted: undefined },
  { title: 'a demotion', before: known('admin'), after: 'supervisor', demoted: { times: 1, at: NOW } },
  { title: 'the same role after a demotion', before: known('agent', ONCE), after: 'agent', demoted: ONCE },
  { title: 'a promotion after a demotion', before: known('agent', ONCE), after: 'admin', demoted: ONCE },
  {
    title: 'another demotion',
    before: known('supervisor', ONCE),
    after: 'agent',
    demoted: { times: 2, at: NOW },
  },
  {
    title: 'another one, by a replica whose clock is behind',
    before: known('supervisor', { times: 1, at: NOW + 7 }),
    after: 'agent',
    demoted: { times: 2, at: NOW + 7 },
  },
])('$title leaves the demotions at $demoted', ({ before, after, demoted }) => {
  expect(movesAfter(before, aClaim({ flexRole: after, now: NOW })).demoted).toEqual(demoted);
});

test('nothing is lowered or raised where nothing was', () => {
  expect(lowersFlexRole(undefined, aDesired({ flexRole: 'agent' }))).toBe(false);
  expect(raisesFlexRole(undefined, aDesired({ flexRole: 'admin' }))).toBe(false);
});

test.each<{ before: SubjectState | undefined; after: FlexRole; promotions: number | undefined }>([
  { before: undefined, after: 'admin', promotions: undefined },
  { before: known('agent'), after: 'admin', promotions: 1 },
  { before: { ...known('agent'), promotions: 3 }, after: 'supervisor', promotions: 4 },
  { before: { ...known('admin'), promotions: 3 }, after: 'admin', promotions: 3 },
  { before: { ...known('admin'), promotions: 3 }, after: 'agent', promotions: 3 },
])('$before.desired.assignment.flexRole, then $after: promotions $promotions', ({ before, after, promotions }) => {
  expect(movesAfter(before, aClaim({ flexRole: after, now: NOW })).promotions).toBe(promotions);
});

test.each<[FlexRole, readonly FlexRole[], readonly FlexRole[]]>([
  ['agent', ['supervisor', 'admin'], []],
  ['supervisor', ['admin'], ['agent']],
  ['admin', [], ['agent', 'supervisor']],
])('above %s stand %j, below it %j', (role, above, below) => {
  expect(rolesAbove(role)).toEqual(above);
  expect(rolesBelow(role)).toEqual(below);
});

test.each([
  { a: [2, '_a'], b: [1, '_z'] },
  { a: [1, '_b'], b: [1, '_a'] },
  { a: [1, '_aa'], b: [1, '_a'] },
  { a: [1, '_a'], b: [1, '_Z'] },
  { a: [1, '\u{1F600}'], b: [1, '\u{FFFD}'] },
] as const)('$a is newer than $b, and not the other way round', ({ a, b }) => {
  const [first, second] = [a, b].map(([issuedAt, assertionId]) => ({ issuedAt, assertionId }));
  expect(compareFences(first!, second!)).toBeGreaterThan(0);
  expect(compareFences(second!, first!)).toBeLessThan(0);
  expect(compareFences(first!, first!)).toBe(0);
});
