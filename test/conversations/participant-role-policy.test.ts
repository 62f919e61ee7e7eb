import { configSchema } from '../../src/config/schema.ts';
import {
  isAboveFlexRole,
  PARTICIPANT_ROLE_NAMES,
  rankOf,
  wantedRole,
} from '../../src/conversations/participant-role-policy.ts';

describe('the conversation role of a Flex role', () => {
  test.each([
    ['agent', 'agent'],
    ['supervisor', 'supervisor'],
    ['admin', 'admin'],
    [undefined, 'guest'],
  ] as const)('%s is %s unless the configuration names another', (flexRole, role) => {
    expect(wantedRole(flexRole, PARTICIPANT_ROLE_NAMES)).toBe(role);
  });
});

describe('how high a role stands', () => {
  test.each([
    { name: 'guest', rank: 0 },
    { name: 'agent', rank: 1 },
    { name: 'supervisor', rank: 2 },
    { name: 'admin', rank: 3 },
    { name: 'channel admin', rank: undefined },
    { name: 'constructor', rank: undefined },
  ])('$name by default: $rank', ({ name, rank }) => {
    expect(rankOf(name, PARTICIPANT_ROLE_NAMES)).toBe(rank);
  });

  test('a custom role stands where the policy puts it, at the lowest where it serves several', () => {
    const names = { agent: 'desk', supervisor: 'desk', admin: 'agent' };
    expect(rankOf('desk', names)).toBe(1);
    expect(rankOf('agent', names)).toBe(3);
    expect(rankOf('supervisor', names)).toBe(2);
  });
});

test.each([
  { name: 'supervisor', flexRole: 'agent', above: true },
  { name: 'admin', flexRole: 'supervisor', above: true },
  { name: 'agent', flexRole: 'agent', above: false },
  { name: 'guest', flexRole: 'agent', above: false },
  { name: 'agent', flexRole: 'admin', above: false },
  { name: 'my own', flexRole: 'agent', above: false },
] as const)('$name is above $flexRole: $above', ({ name, flexRole, above }) => {
  expect(isAboveFlexRole(name, flexRole)).toBe(above);
});

describe('the configuration', () => {
  const conversations = configSchema.shape.conversations;
  const problemsOf = (value: unknown): readonly string[] =>
    conversations.safeParse(value).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

  test('is off without a word, and has the roles of the same name with an empty section', () => {
    expect(conversations.parse(undefined)).toBeUndefined();
    expect(conversations.parse({})).toEqual({
      participantRoles: { agent: 'agent', supervisor: 'supervisor', admin: 'admin' },
      events: ['onParticipantAdded'],
    });
  });

  test('cannot name a role above the Flex role', () => {
    expect(problemsOf({ participantRoles: { agent: 'supervisor', supervisor: 'admin', admin: 'admin' } })).toEqual([
      'participantRoles.agent: must not be a conversation role above agent',
      'participantRoles.supervisor: must not be a conversation role above supervisor',
    ]);
  });

  test('takes no event that is not a participant’s', () => {
    expect(problemsOf({ events: ['onMessageAdded'] })).toHaveLength(1);
    expect(problemsOf({ events: [] })).toHaveLength(1);
  });
});
