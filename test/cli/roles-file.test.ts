import { readFileSync } from 'node:fs';
import { readRolesFile } from '../../src/config/roles-file.ts';
import { CHAT_ROLES_FILE, CONVERSATIONS_ROLES_FILE } from '../../src/config/roles-file-format.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { wanting } from '../support/wanted-roles.ts';

test.each([
  { title: 'nothing', text: '', wanted: wanting({}) },
  {
    title: 'permissions',
    text: 'service: { lead: { permissions: [joinConversation] } }',
    wanted: wanting({ service: { lead: { permissions: ['joinConversation'] } } }),
  },
  {
    title: 'an extension',
    text: 'conversation: { agent: { extend: [deleteAnyMessage] } }\ntouchDefaults: true',
    wanted: wanting({ conversation: { agent: { extend: ['deleteAnyMessage'] } }, touchDefaults: true }),
  },
  { title: 'removals', text: 'remove: { service: [old] }', wanted: wanting({ remove: { service: ['old'] } }) },
])('a file may say $title', ({ text, wanted }) => {
  expect(readRolesFile(text, 'roles.yaml', CONVERSATIONS_ROLES_FILE)).toEqual({ wanted, warnings: [] });
});

test.each([
  {
    title: 'a permission of the other type',
    text: 'service:\n  lead:\n    permissions: [joinConversation, sendMessage]',
    path: 'roles.yaml:3 service.lead.permissions[1]',
    reason: 'a service role cannot carry “sendMessage”',
  },
  {
    title: 'an unknown key',
    text: 'services: {}',
    path: 'roles.yaml:1 services',
    reason: 'unknown key “services”; did you mean “service”?',
  },
  {
    title: 'permissions and an extension',
    text: 'service: { lead: { permissions: [a], extend: [b] } }',
    path: expect.stringContaining('roles.yaml:1 service.lead'),
    reason: expect.any(String),
  },
  {
    title: 'a role without permissions',
    text: 'service: { lead: { permissions: [] } }',
    path: expect.stringContaining('roles.yaml:1 service.lead'),
    reason: expect.any(String),
  },
  {
    title: 'a name that Twilio does not take',
    text: `service: { ${'x'.repeat(65)}: { permissions: [a] } }`,
    path: expect.stringContaining('roles.yaml:1'),
    reason: expect.any(String),
  },
  {
    title: 'a role both wanted and to be removed',
    text: 'service: { lead: { permissions: [joinConversation] } }\nremove: { service: [lead] }',
    path: 'remove.service',
    reason: '“lead” is wanted under service as well',
  },
  {
    title: 'a key given twice',
    text: 'service: {}\nservice: {}',
    path: 'roles.yaml:2:1',
    reason: expect.stringMatching(/^this key is given twice/),
  },
])('$title is refused with its line', ({ text, path, reason }) => {
  expect(refusalOf(() => readRolesFile(text, 'roles.yaml', CONVERSATIONS_ROLES_FILE))).toMatchObject({
    code: 'FILE_INVALID',
    evidence: { file: 'roles.yaml', problems: expect.arrayContaining([expect.objectContaining({ path, reason })]) },
  });
});

test('a permission that no page lists is warned of, with what was meant', () => {
  const { warnings } = readRolesFile(
    'service: { lead: { permissions: [joinConversations, readChannelMetadata] } }',
    'f',
    CONVERSATIONS_ROLES_FILE,
  );
  expect(warnings).toEqual([
    {
      path: 'service.lead.permissions[0]',
      line: 1,
      reason: '“joinConversations” is no permission that Twilio documents; did you mean “joinConversation”?',
    },
  ]);
});

test('the example is valid', () => {
  const file = 'config/roles.example.yaml';
  const { wanted, warnings } = readRolesFile(readFileSync(file, 'utf8'), file, CONVERSATIONS_ROLES_FILE);
  expect(warnings).toEqual([]);
  expect([...wanted.roles.service.keys(), ...wanted.roles.conversation.keys()]).toEqual(['team-lead', 'moderator']);
});

describe('a file for Chat', () => {
  const read = (text: string) => readRolesFile(text, 'chat.yaml', CHAT_ROLES_FILE);

  test('names its types and permissions in the words of Chat', () => {
    const text = [
      'deployment: { desk: { permissions: [createChannel, inviteMember] } }',
      'channel: { host: { extend: [leaveChannel, editOwnMemberAttributes] } }',
      'remove: { channel: [old] }',
    ].join('\n');
    expect(read(text)).toEqual({
      wanted: {
        roles: {
          deployment: new Map([['desk', { permissions: ['createChannel', 'inviteMember'] }]]),
          channel: new Map([['host', { extend: ['leaveChannel', 'editOwnMemberAttributes'] }]]),
        },
        remove: { deployment: [], channel: ['old'] },
        touchDefaults: false,
      },
      warnings: [],
    });
  });

  test.each([
    {
      title: 'a type of Conversations',
      text: 'conversation: {}',
      path: 'chat.yaml:1 conversation',
      reason: expect.stringContaining('unknown key “conversation”'),
    },
    {
      title: 'a permission of the other type',
      text: 'channel:\n  host:\n    extend: [sendMessage, joinChannel]',
      path: 'chat.yaml:3 channel.host.extend[1]',
      reason: 'a channel role cannot carry “joinChannel”',
    },
    {
      title: 'a role both wanted and to be removed',
      text: 'channel: { host: { extend: [sendMessage] } }\nremove: { channel: [host] }',
      path: 'remove.channel',
      reason: '“host” is wanted under channel as well',
    },
  ])('$title is refused', ({ text, path, reason }) => {
    expect(refusalOf(() => read(text))).toMatchObject({
      code: 'FILE_INVALID',
      evidence: { problems: [{ path, reason }] },
    });
  });

  test('a permission in the words of Conversations is warned of', () => {
    expect(read('channel: { host: { permissions: [addParticipant] } }').warnings).toEqual([
      {
        path: 'channel.host.permissions[0]',
        line: 1,
        reason: expect.stringContaining('“addParticipant” is no permission that Twilio documents'),
      },
    ]);
  });

  test('the example is valid', () => {
    const { wanted, warnings } = read(readFileSync('config/chat-roles.example.yaml', 'utf8'));
    expect(warnings).toEqual([]);
    expect([...wanted.roles.deployment.keys(), ...wanted.roles.channel.keys()]).toEqual(['front-desk', 'moderator']);
  });
});
