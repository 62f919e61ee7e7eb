import { CHAT_VOCABULARY, FLEX_CHAT_VOCABULARY } from '../../src/role-management/default-roles.ts';
import type { ObservedRoles } from '../../src/role-management/observed-roles.ts';
import { planRoles } from '../../src/role-management/plan-roles.ts';
import { changeText } from '../../src/role-management/role-change.ts';
import type { RolesPlan } from '../../src/role-management/role-change.ts';
import type { ServiceRoleResource } from '../../src/role-management/role-registry.ts';
import type { WantedRole, WantedRoles } from '../../src/role-management/wanted-roles.ts';

type ChatType = 'deployment' | 'channel';
type ChatRole = ServiceRoleResource<ChatType>;

/** As Twilio's page on Chat permissions lists them. */
const STOCK: readonly ChatRole[] = [
  {
    sid: 'RLsa',
    type: 'deployment',
    name: 'service admin',
    permissions:
      'createChannel joinChannel destroyChannel editChannelAttributes editChannelName addMember inviteMember removeMember editAnyMemberAttributes editAnyMessage deleteAnyMessage editAnyMessageAttributes editAnyUserInfo'.split(
        ' ',
      ),
  },
  {
    sid: 'RLsu',
    type: 'deployment',
    name: 'service user',
    permissions: ['createChannel', 'editOwnUserInfo', 'joinChannel'],
  },
  {
    sid: 'RLca',
    type: 'channel',
    name: 'channel admin',
    permissions:
      'addMember deleteAnyMessage destroyChannel editAnyMessage editAnyMessageAttributes editAnyMemberAttributes editChannelAttributes editChannelName editNotificationLevel inviteMember leaveChannel removeMember sendMediaMessage sendMessage'.split(
        ' ',
      ),
  },
  {
    sid: 'RLcu',
    type: 'channel',
    name: 'channel user',
    permissions:
      'deleteOwnMessage editOwnMessage editOwnMessageAttributes editOwnMemberAttributes leaveChannel sendMediaMessage sendMessage editNotificationLevel'.split(
        ' ',
      ),
  },
];

const host: ChatRole = { sid: 'RLhost', type: 'channel', name: 'host', permissions: ['sendMessage'] };

const wanting = ({
  deployment = {},
  channel = {},
  remove = {},
  touchDefaults = false,
}: {
  deployment?: Readonly<Record<string, WantedRole>>;
  channel?: Readonly<Record<string, WantedRole>>;
  remove?: Partial<WantedRoles<ChatType>['remove']>;
  touchDefaults?: boolean;
}): WantedRoles<ChatType> => ({
  roles: { deployment: new Map(Object.entries(deployment)), channel: new Map(Object.entries(channel)) },
  remove: { deployment: [], channel: [], ...remove },
  touchDefaults,
});

const observed = (
  roles: readonly ChatRole[],
  more: Partial<ObservedRoles<ChatType>> = {},
): ObservedRoles<ChatType> => ({ roles, defaultSids: new Set(), holders: new Map(), ...more });

const texts = ({ changes }: RolesPlan<ChatType>): readonly string[] => changes.map(changeText);
const notes = ({ notes: all }: RolesPlan<ChatType>): readonly string[] =>
  all.map(({ severity, type, name, message }) => `${severity} ${type} ${name} ${message}`);

test('a Chat Service as it was set up needs nothing', () => {
  expect(planRoles(CHAT_VOCABULARY, wanting({}), observed(STOCK))).toEqual({ changes: [], notes: [] });
});

test.each(STOCK)(
  'the default role $name of type $type is created where it is missing',
  ({ type, name, permissions }) => {
    const rest = STOCK.filter((role) => role.name !== name);
    expect(planRoles(CHAT_VOCABULARY, wanting({}), observed(rest)).changes).toEqual([
      { kind: 'create', type, name, permissions: permissions.toSorted() },
    ]);
  },
);

test('a default role that was changed is told and left alone, until touchDefaults', () => {
  const roles = STOCK.map((role) => (role.name === 'service user' ? { ...role, permissions: ['joinChannel'] } : role));
  const cautious = planRoles(CHAT_VOCABULARY, wanting({}), observed(roles));
  expect(cautious.changes).toEqual([]);
  expect(notes(cautious)).toEqual([
    'warning deployment service user is a default role and not as documented (+createChannel, +editOwnUserInfo); it is left alone without touchDefaults: true',
  ]);
  expect(texts(planRoles(CHAT_VOCABULARY, wanting({ touchDefaults: true }), observed(roles)))).toEqual([
    'change deployment role “service user” (RLsu): +createChannel, +editOwnUserInfo',
  ]);
});

test('roles of either type are created, extended and changed', () => {
  const lead: ChatRole = { sid: 'RLlead', type: 'deployment', name: 'lead', permissions: ['joinChannel', 'addMember'] };
  const wanted = wanting({
    deployment: { lead: { permissions: ['joinChannel', 'inviteMember'] }, desk: { permissions: ['joinChannel'] } },
    channel: { host: { extend: ['inviteMember'] }, lead: { permissions: ['leaveChannel'] } },
  });
  expect(texts(planRoles(CHAT_VOCABULARY, wanted, observed([...STOCK, host, lead])))).toEqual([
    'create deployment role “desk”: joinChannel',
    'create channel role “lead”: leaveChannel',
    'change deployment role “lead” (RLlead): +inviteMember, -addMember',
    'change channel role “host” (RLhost): +inviteMember',
  ]);
});

test.each([
  { title: 'held by nobody', more: { holders: new Map([['RLhost', []]]) }, note: undefined },
  {
    title: 'held by a member',
    more: { holders: new Map([['RLhost', ['CH1: ana']]]) },
    note: 'blocked channel host is not removed: somebody holds it, such as “CH1: ana”',
  },
  {
    title: 'of which nobody knows who holds it',
    more: {},
    note: 'blocked channel host is not removed: nobody has looked who holds it',
  },
  {
    title: 'given by default',
    more: { defaultSids: new Set(['RLhost']), holders: new Map([['RLhost', []]]) },
    note: 'blocked channel host is not removed: the Service gives it to whoever has no other (its Configuration)',
  },
])('a role $title is removed only where that harms nobody', ({ more, note }) => {
  const plan = planRoles(CHAT_VOCABULARY, wanting({ remove: { channel: ['host'] } }), observed([...STOCK, host], more));
  expect(texts(plan)).toEqual(note === undefined ? ['remove channel role “host” (RLhost)'] : []);
  expect(notes(plan)).toEqual(note === undefined ? [] : [note]);
});

test('a default role is never removed, touchDefaults or not', () => {
  const remove = { deployment: ['service user'], channel: ['channel admin'] };
  const plan = planRoles(CHAT_VOCABULARY, wanting({ remove, touchDefaults: true }), observed(STOCK));
  expect(plan.changes).toEqual([]);
  expect(notes(plan)).toEqual([
    expect.stringMatching(/^blocked deployment service user is not removed: it is a default role/),
    expect.stringMatching(/^blocked channel channel admin is not removed: it is a default role/),
  ]);
});

describe('roles of Flex', () => {
  const guest: ChatRole = {
    sid: 'RLguest',
    type: 'channel',
    name: 'guest',
    permissions: ['sendMessage', 'sendMediaMessage', 'leaveChannel'],
  };
  const nobody = { holders: new Map([['RLguest', []]]) };

  test('are defaults in the Service of Flex, in the words of Chat', () => {
    const plan = planRoles(
      FLEX_CHAT_VOCABULARY,
      wanting({ channel: { guest: { extend: ['inviteMember'] } }, remove: { deployment: ['agent'] } }),
      observed([...STOCK, guest, { ...guest, sid: 'RLagent', type: 'deployment', name: 'agent' }], nobody),
    );
    expect(plan.changes).toEqual([]);
    expect(notes(plan)).toEqual([
      expect.stringMatching(/^warning channel guest is a default role and not as the file wants it \(\+inviteMember\)/),
      'blocked deployment agent is not removed: Flex needs it',
    ]);
    expect(FLEX_CHAT_VOCABULARY.documentedPermissions('channel', 'guest')?.toSorted()).toEqual(
      guest.permissions.toSorted(),
    );
  });

  test('are not made in it by Chat: that is for the Conversations plan', () => {
    expect(planRoles(FLEX_CHAT_VOCABULARY, wanting({}), observed(STOCK)).changes).toEqual([]);
  });

  test('are an operator’s own in any other Chat Service', () => {
    const plan = planRoles(
      CHAT_VOCABULARY,
      wanting({ remove: { channel: ['guest'] } }),
      observed([...STOCK, guest], nobody),
    );
    expect(texts(plan)).toEqual(['remove channel role “guest” (RLguest)']);
  });
});
