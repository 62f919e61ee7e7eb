import { authorize, permissionsOf } from '../../src/roles/permissions.ts';

test('an agent has the conversation permissions of the documentation, and no service permission that it lists', () => {
  expect(permissionsOf('agent')).toEqual({
    service: [],
    conversation: [
      'editConversationAttributes',
      'sendMessage',
      'sendMediaMessage',
      'leaveConversation',
      'editOwnMessage',
      'editOwnMessageAttributes',
      'deleteOwnMessage',
    ],
  });
});

test('a supervisor and an admin have those of the roles of their name', () => {
  expect(permissionsOf('supervisor').service).toEqual([
    'joinConversation',
    'addParticipant',
    'removeParticipant',
    'editOwnUserInfo',
  ]);
  expect(permissionsOf('admin').service).toContain('deleteConversation');
  expect(permissionsOf('admin').conversation).toEqual(permissionsOf('supervisor').conversation);
});

test.each([
  { flexRole: 'admin', permission: 'deleteConversation', allowed: true, by: ['service', 'admin'] },
  { flexRole: 'supervisor', permission: 'deleteConversation', allowed: false, by: ['service', 'supervisor'] },
  { flexRole: 'supervisor', permission: 'joinConversation', allowed: true, by: ['service', 'supervisor'] },
  { flexRole: 'agent', permission: 'joinConversation', allowed: false, by: ['service', 'agent'] },
  { flexRole: 'admin', permission: 'sendMessage', allowed: false, by: ['service', 'admin'] },
  { flexRole: 'admin', permission: 'constructor', allowed: false, by: ['service', 'admin'] },
  { flexRole: 'admin', permission: '', allowed: false, by: ['service', 'admin'] },
] as const)('in the service $flexRole may $permission: $allowed', ({ flexRole, permission, allowed, by }) => {
  expect(authorize({ flexRole, permission })).toEqual({ allowed, decidedBy: { type: by[0], role: by[1] } });
});

test.each([
  { flexRole: 'supervisor', role: undefined, permission: 'sendMessage', allowed: true, by: ['conversation', 'guest'] },
  {
    flexRole: 'supervisor',
    role: undefined,
    permission: 'deleteAnyMessage',
    allowed: false,
    by: ['conversation', 'guest'],
  },
  {
    flexRole: 'supervisor',
    role: 'supervisor',
    permission: 'deleteAnyMessage',
    allowed: true,
    by: ['conversation', 'supervisor'],
  },
  { flexRole: 'agent', role: 'agent', permission: 'deleteAnyMessage', allowed: false, by: ['conversation', 'agent'] },
  { flexRole: 'agent', role: 'agent', permission: 'deleteOwnMessage', allowed: true, by: ['conversation', 'agent'] },
  {
    flexRole: 'admin',
    role: 'guest',
    permission: 'editConversationAttributes',
    allowed: true,
    by: ['service', 'admin'],
  },
] as const)(
  'in a conversation as $role, $flexRole may $permission: $allowed',
  ({ flexRole, role, permission, allowed, by }) => {
    const conversation = role === undefined ? {} : { role };
    expect(authorize({ flexRole, permission, conversation })).toEqual({
      allowed,
      decidedBy: { type: by[0], role: by[1] },
    });
  },
);
