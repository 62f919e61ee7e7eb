import { decide } from '../../src/roles/decide.ts';
import type { Assignment } from '../../src/roles/assignment.ts';
import { assignmentDigestInput } from '../../src/roles/digest-input.ts';
import { anaWith, aPolicy, aRule } from '../support/a-policy.ts';

const assignment = decide({
  username: 'ana@example.com',
  attributes: anaWith(['supervisor', 'wfo.team_leader'], { tier: 'gold', 'channel.voice.capacity': '1', old: '' }),
  policy: aPolicy(),
});
const digestInput = assignmentDigestInput(assignment);

test('holds everything that Twilio must hold, with sorted keys', () => {
  expect(JSON.parse(digestInput)).toEqual({
    username: 'ana@example.com',
    identity: 'ana_40example_2Ecom',
    email: 'ana@example.com',
    fullName: 'Ana Ruiz',
    flexRole: 'supervisor',
    insightsRoles: ['wfo.team_leader'],
    roles: ['supervisor', 'wfo.team_leader'],
    workerAttributes: {
      email: 'ana@example.com',
      full_name: 'Ana Ruiz',
      roles: ['supervisor', 'wfo.team_leader'],
      tier: 'gold',
    },
    clear: ['old'],
    keep: 'all',
    channels: [{ taskChannel: 'voice', capacity: 1 }],
  });
  const keys = Object.keys(JSON.parse(digestInput));
  expect(keys).toEqual(keys.toSorted());
});

test.each<Partial<Assignment>>([
  { username: 'Ana@example.com' },
  { identity: 'other' },
  { fullName: 'Ana R' },
  { flexRole: 'admin' },
  { insightsRoles: ['wfo.full_access'] },
  { workerAttributes: { ...assignment.workerAttributes, tier: 'silver' } },
  { workerAttributes: { ...assignment.workerAttributes, one: 1 } },
  { clear: [] },
  { keep: [] },
  { channels: [] },
])('differs with %j', (change) => {
  expect(assignmentDigestInput({ ...assignment, ...change })).not.toBe(digestInput);
});

test('does not depend on the reasons', () => {
  const byRule = decide({
    username: 'ana@example.com',
    attributes: anaWith(['supervisor', 'wfo.team_leader'], { tier: 'gold', 'channel.voice.capacity': '1', old: '' }),
    policy: aPolicy({ rules: [aRule({ attribute: 'tier', equals: 'gold' }, ['supervisor'])] }),
  });
  expect(byRule.explanation).not.toEqual(assignment.explanation);
  expect(assignmentDigestInput(byRule)).toBe(digestInput);
});

test('does not depend on the order of keys', () => {
  const { workerAttributes, ...rest } = assignment;
  const reversed = Object.fromEntries(Object.entries(workerAttributes).toReversed());
  expect(assignmentDigestInput({ workerAttributes: reversed, ...rest })).toBe(digestInput);
});
