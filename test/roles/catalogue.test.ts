import { catalogueJson } from '../../src/roles/catalogue/catalogue.ts';
import { CHAT_ROLES, translateChatRole } from '../../src/roles/catalogue/chat.ts';
import { DOCUMENTED_PERMISSIONS, mayCarry, UNDOCUMENTED_PERMISSIONS } from '../../src/roles/catalogue/permissions.ts';

const catalogue = catalogueJson();
const words = (text: string): string[] => text.trim().split(/\s+/);

describe('the catalogue holds what the documentation says', () => {
  test('of the Flex UI', () => {
    expect(catalogue.flex_roles).toEqual({
      agent: { pages: ['Agent Desktop'], sso: true },
      supervisor: { pages: ['Agent Desktop', 'Teams', 'Queue Stats', 'Dialpad'], sso: true },
      admin: { pages: ['everything'], sso: true },
      'readonly-admin': { pages: ['Admin dashboard (read-only)', 'Queue Stats', 'Teams'], sso: false },
    });
  });

  test('of service roles, where the agent is named but never listed', () => {
    expect(catalogue.service_roles).toEqual({
      admin: words(`joinConversation deleteConversation addParticipant removeParticipant editConversationAttributes
        editOwnUserInfo editAnyUserInfo`),
      supervisor: words('joinConversation addParticipant removeParticipant editOwnUserInfo'),
    });
  });

  test('of conversation roles', () => {
    expect(catalogue.conversation_roles).toEqual({
      guest: words('sendMessage sendMediaMessage leaveConversation'),
      agent: words(`editConversationAttributes sendMessage sendMediaMessage leaveConversation editOwnMessage
        editOwnMessageAttributes deleteOwnMessage`),
      admin: words(`editConversationAttributes sendMessage sendMediaMessage leaveConversation editOwnMessage
        editOwnMessageAttributes deleteOwnMessage editAnyMessage editAnyMessageAttributes deleteAnyMessage`),
      supervisor: words(`editConversationAttributes sendMessage sendMediaMessage leaveConversation editOwnMessage
        editOwnMessageAttributes deleteOwnMessage editAnyMessage editAnyMessageAttributes deleteAnyMessage`),
    });
  });

  test.each([
    { role: 'wfo.full_access', row: ['yes', 'yes', 'yes', 'yes', 'editor'] },
    { role: 'wfo.team_leader', row: ['yes', 'no', 'yes', 'no', 'explorer'] },
    { role: 'wfo.data_analyst', row: ['yes', 'yes', 'view_only', 'no', 'editor'] },
    { role: 'wfo.data_auditor', row: ['yes', 'yes', 'no', 'no', 'editor'] },
    { role: 'wfo.quality_manager', row: ['yes', 'yes', 'yes', 'no', 'viewer'] },
    { role: 'wfo.quality_process_manager', row: ['no', 'no', 'no', 'yes', 'none'] },
    { role: 'wfo.dashboard_viewer', row: ['yes', 'no', 'no', 'no', 'viewer'] },
  ])('of the Insights role $role', ({ role, row }) => {
    const [play_calls, export_calls, assess_calls, questionnaires, dashboards] = row;
    expect(catalogue.insights_roles[role]).toEqual({
      play_calls,
      export_calls,
      assess_calls,
      questionnaires,
      dashboards,
    });
  });

  test('of seven Insights roles and no more', () => {
    expect(Object.keys(catalogue.insights_roles)).toHaveLength(7);
  });

  test.each([
    { role: 'viewer', lines: 10, starred: 3 },
    { role: 'explorer', lines: 13, starred: 4 },
    { role: 'editor', lines: 18, starred: 9 },
  ])('of the dashboard role $role', ({ role, lines, starred }) => {
    const entries = catalogue.dashboard_roles[role] ?? [];
    expect(entries).toHaveLength(lines);
    expect(entries.filter((entry) => entry.includes('*'))).toHaveLength(starred);
  });

  test('that each dashboard role can do all that the one before it can', () => {
    const { viewer, explorer, editor } = catalogue.dashboard_roles;
    expect(explorer).toEqual(expect.arrayContaining([...viewer!]));
    expect(editor).toEqual(expect.arrayContaining([...explorer!]));
  });

  test('of Programmable Chat', () => {
    expect(catalogue.chat_roles).toEqual({
      service_admin: {
        type: 'deployment',
        permissions: words(`createChannel joinChannel destroyChannel editChannelAttributes editChannelName addMember
          inviteMember removeMember editAnyMemberAttributes editAnyMessage deleteAnyMessage editAnyMessageAttributes
          editAnyUserInfo`),
      },
      service_user: { type: 'deployment', permissions: words('createChannel editOwnUserInfo joinChannel') },
      channel_admin: {
        type: 'channel',
        permissions: words(`addMember deleteAnyMessage destroyChannel editAnyMessage editAnyMessageAttributes
          editAnyMemberAttributes editChannelAttributes editChannelName editNotificationLevel inviteMember leaveChannel
          removeMember sendMediaMessage sendMessage`),
      },
      channel_user: {
        type: 'channel',
        permissions: words(`deleteOwnMessage editOwnMessage editOwnMessageAttributes editOwnMemberAttributes
          leaveChannel sendMediaMessage sendMessage editNotificationLevel`),
      },
    });
  });

  test('of what is given where nobody says which', () => {
    expect(catalogue.default_roles).toEqual({
      conversation: 'guest',
      deployment: 'service_user',
      channel: 'channel_user',
    });
  });

  test('and translates every permission of a stock role of Chat, but for the one that has no counterpart', () => {
    expect(catalogue.chat_permissions).toEqual({
      createChannel: 'createConversation',
      joinChannel: 'joinConversation',
      destroyChannel: 'deleteConversation',
      leaveChannel: 'leaveConversation',
      editChannelAttributes: 'editConversationAttributes',
      editChannelName: 'editConversationName',
      addMember: 'addParticipant',
      removeMember: 'removeParticipant',
      inviteMember: null,
      editAnyMemberAttributes: 'editAnyParticipantAttributes',
      editOwnMemberAttributes: 'editOwnParticipantAttributes',
      ...Object.fromEntries(
        [
          'editAnyMessage',
          'deleteAnyMessage',
          'editAnyMessageAttributes',
          'editOwnMessage',
          'deleteOwnMessage',
          'editOwnMessageAttributes',
          'editAnyUserInfo',
          'editOwnUserInfo',
          'editNotificationLevel',
          'sendMessage',
          'sendMediaMessage',
        ].map((same) => [same, same]),
      ),
    });
  });

  test('as JSON that survives being written and read', () => {
    expect(JSON.parse(JSON.stringify(catalogue))).toEqual(catalogue);
  });
});

describe('a Chat role in the words of Conversations', () => {
  test.each([
    {
      role: 'service_admin',
      type: 'service',
      dropped: ['inviteMember'],
      permissions: words(`createConversation joinConversation deleteConversation editConversationAttributes
        editConversationName addParticipant removeParticipant editAnyParticipantAttributes editAnyMessage
        deleteAnyMessage editAnyMessageAttributes editAnyUserInfo`),
    },
    {
      role: 'service_user',
      type: 'service',
      dropped: [],
      permissions: words('createConversation editOwnUserInfo joinConversation'),
    },
    {
      role: 'channel_admin',
      type: 'conversation',
      dropped: ['inviteMember'],
      permissions: words(`addParticipant deleteAnyMessage deleteConversation editAnyMessage editAnyMessageAttributes
        editAnyParticipantAttributes editConversationAttributes editConversationName editNotificationLevel
        leaveConversation removeParticipant sendMediaMessage sendMessage`),
    },
    {
      role: 'channel_user',
      type: 'conversation',
      dropped: [],
      permissions: words(`deleteOwnMessage editOwnMessage editOwnMessageAttributes editOwnParticipantAttributes
        leaveConversation sendMediaMessage sendMessage editNotificationLevel`),
    },
  ] as const)('$role', ({ role, ...expected }) => {
    expect(translateChatRole(CHAT_ROLES[role])).toEqual(expected);
  });

  test('names each permission once', () => {
    const permissions = ['addMember', 'addMember', 'sendMessage'];
    expect(translateChatRole({ type: 'channel', permissions }).permissions).toEqual(['addParticipant', 'sendMessage']);
  });
});

describe('permissions', () => {
  test.each([
    { type: 'service', permission: 'joinConversation', may: true },
    { type: 'service', permission: 'sendMessage', may: false },
    { type: 'service', permission: 'deleteOwnMessage', may: false },
    { type: 'conversation', permission: 'sendMessage', may: true },
    { type: 'conversation', permission: 'createConversation', may: false },
    { type: 'conversation', permission: 'editNotificationLevel', may: true },
    { type: 'service', permission: 'constructor', may: true },
  ] as const)('$permission in a $type role: $may', ({ type, permission, may }) => {
    expect(mayCarry(type, permission)).toBe(may);
  });

  test('every built-in role carries only permissions that its type can carry', () => {
    const names = new Set([...DOCUMENTED_PERMISSIONS.keys(), ...UNDOCUMENTED_PERMISSIONS]);
    const pairs = (['service', 'conversation'] as const).flatMap((type) =>
      Object.values(catalogue[`${type}_roles`]).flatMap((list) => list.map((permission) => ({ type, permission }))),
    );
    expect(pairs.filter(({ type, permission }) => !names.has(permission) || !mayCarry(type, permission))).toEqual([]);
  });
});
