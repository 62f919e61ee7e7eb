import { desiredState, lowersFlexRole, raisesFlexRole } from '../../src/provisioning/desired-state.ts';
import type { FlexRole } from '../../src/roles/flex-role.ts';
import { aDesired, aSubject } from '../support/store-builders.ts';

const NOW = 5_000;
const wanted = (flexRole: FlexRole) => aDesired({ flexRole, issuedAt: NOW });
const known = (flexRole: FlexRole, demotedAt?: number) => ({
  subject: aSubject(),
  desired: { ...aDesired({ flexRole }), ...(demotedAt !== undefined && { demotedAt }) },
});

test.each([
  { title: 'a first login', before: undefined, after: 'agent', demotedAt: undefined },
  {
    title: 'a subject that was only blocked so far',
    before: { subject: aSubject() },
    after: 'agent',
    demotedAt: undefined,
  },
  { title: 'the same role', before: known('agent'), after: 'agent', demotedAt: undefined },
  { title: 'a promotion', before: known('agent'), after: 'admin', demotedAt: undefined },
  { title: 'a demotion', before: known('admin'), after: 'supervisor', demotedAt: NOW },
  { title: 'the same role after a demotion', before: known('agent', 9), after: 'agent', demotedAt: 9 },
  { title: 'a promotion after a demotion', before: known('agent', 9), after: 'admin', demotedAt: 9 },
  { title: 'another demotion', before: known('supervisor', 9), after: 'agent', demotedAt: NOW },
] as const)('$title leaves the last demotion at $demotedAt', ({ before, after, demotedAt }) => {
  expect(desiredState(wanted(after), before, NOW).demotedAt).toBe(demotedAt);
});

test('the new assignment is taken as it is', () => {
  expect(desiredState(wanted('agent'), known('admin'), NOW)).toEqual({ ...wanted('agent'), demotedAt: NOW });
});

test('a promotion is noted at its moment, and carried on after it', () => {
  const raised = desiredState(wanted('admin'), known('agent'), NOW);
  expect(raised.promotedAt).toBe(NOW);
  const later = desiredState(wanted('agent'), { subject: aSubject(), desired: raised }, NOW + 1);
  expect(later).toMatchObject({ promotedAt: NOW, demotedAt: NOW + 1 });
});

test('nothing is lowered or raised where nothing was', () => {
  expect(raisesFlexRole(undefined, wanted('admin'))).toBe(false);
  expect(lowersFlexRole(undefined, wanted('agent'))).toBe(false);
});
