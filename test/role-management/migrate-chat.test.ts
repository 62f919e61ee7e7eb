import { readRolesFile } from '../../src/config/roles-file.ts';
import { CONVERSATIONS_ROLES_FILE } from '../../src/config/roles-file-format.ts';
import { rolesFileText } from '../../src/config/roles-file-text.ts';
import { migrateChatRoles } from '../../src/role-management/migrate-chat.ts';
import { CHAT_ROLES } from '../../src/roles/catalogue/chat.ts';

const moderator = {
  name: 'moderator',
  type: 'channel',
  permissions: ['sendMessage', 'leaveChannel', 'inviteMember', 'editAnyMemberAttributes', 'destroyChannel'],
} as const;
const opener = { name: 'opener', type: 'deployment', permissions: ['createChannel', 'joinChannel'] } as const;

test('types and permissions come over in the words of Conversations', () => {
  const { wanted } = migrateChatRoles([moderator, opener]);
  expect(wanted.roles.service).toEqual(
    new Map([['opener', { permissions: ['createConversation', 'joinConversation'] }]]),
  );
  expect(wanted.roles.conversation).toEqual(
    new Map([
      [
        'moderator',
        { permissions: ['deleteConversation', 'editAnyParticipantAttributes', 'leaveConversation', 'sendMessage'] },
      ],
    ]),
  );
  expect(wanted.touchDefaults).toBe(false);
});

test('what has no counterpart is told', () => {
  expect(migrateChatRoles([moderator]).notes).toEqual([
    'conversation role “moderator”: inviteMember has no counterpart in Conversations',
  ]);
});

test('stock roles as they came are left out, changed ones are written and told', () => {
  const stock = Object.entries(CHAT_ROLES).map(([name, role]) => ({ name: name.replace('_', ' '), ...role }));
  const { wanted, notes } = migrateChatRoles(stock);
  expect([wanted.roles.service.size, wanted.roles.conversation.size]).toEqual([0, 0]);
  expect(notes.filter((note) => note.includes('left out'))).toHaveLength(4);
  const changed = migrateChatRoles([{ name: 'service user', type: 'deployment', permissions: ['joinChannel'] }]);
  expect([...changed.wanted.roles.service.keys()]).toEqual(['service user']);
  expect(changed.notes).toEqual([expect.stringContaining('only with touchDefaults: true')]);
});

test.each([
  {
    title: 'of two roles with one name the first counts',
    roles: [opener, { ...opener, permissions: [] }],
    kept: ['createConversation', 'joinConversation'],
    note: 'there twice',
  },
  {
    title: 'a role of which nothing is left is left out',
    roles: [{ ...opener, permissions: ['inviteMember'] }],
    kept: undefined,
    note: 'nothing is left of it',
  },
])('$title', ({ roles, kept, note }) => {
  const { wanted, notes } = migrateChatRoles(roles);
  expect(wanted.roles.service.get('opener')).toEqual(kept && { permissions: kept });
  expect(notes.join()).toContain(note);
});

test('the file that is written reads as the same roles, with the notes as comments', () => {
  const { wanted, notes } = migrateChatRoles([moderator, opener]);
  const text = rolesFileText(wanted, [...notes, 'two\nlines: { evil: true }']);
  expect(readRolesFile(text, 'roles.yaml', CONVERSATIONS_ROLES_FILE).wanted).toEqual(wanted);
  expect(text).toContain('# conversation role “moderator”: inviteMember has no counterpart');
});
