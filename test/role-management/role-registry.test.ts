import { applyPlan } from '../../src/role-management/apply-plan.ts';
import type { RoleRegistry, ServiceRoleResource } from '../../src/role-management/role-registry.ts';
import { startTwilioStandIn } from '../../src/sandbox/twilio/start.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { createRoleRegistry } from '../../src/twilio/role-registry-access.ts';
import type { RoleRegistryAccess } from '../../src/twilio/role-registry-access.ts';
import { postToChat, postToService, standInSettings } from '../support/cli-config.ts';
import { failureOf } from '../support/failing.ts';
import { rolesInMemory } from '../support/roles-in-memory.ts';
import { API_KEY_SECRET } from '../support/twilio-settings.ts';

interface Bench<T extends string = 'service' | 'conversation'> {
  readonly registry: RoleRegistry<T>;
  close(): Promise<void>;
}

let standIn: TwilioStandIn;
let access: RoleRegistryAccess;

async function twilioBench(): Promise<Bench> {
  standIn = await startTwilioStandIn({
    apiKeySecret: API_KEY_SECRET,
    actionRateLimit: null,
    dataset: { users: [{ identity: 'ana' }, { identity: 'bo' }, { identity: 'cy', roleName: 'supervisor' }] },
  });
  access = createRoleRegistry(standInSettings(standIn), { clock: () => 0 });
  return {
    registry: access.registry,
    close: async () => {
      await access.close();
      await standIn.close();
    },
  };
}

async function chatBench(): Promise<Bench<'deployment' | 'channel'>> {
  const { close } = await twilioBench();
  return { registry: access.chatRegistry(standIn.conversationsServiceSid), close };
}

const named = async <T extends string>(registry: RoleRegistry<T>, name: string): Promise<ServiceRoleResource<T>> => {
  const found = (await registry.list()).find((role) => role.name === name);
  if (found === undefined) throw new Error(`no role ${name}`);
  return found;
};

const CONVERSATIONS = {
  types: ['service', 'conversation'],
  join: 'joinConversation',
  add: 'addParticipant',
};
const CHAT = { types: ['deployment', 'channel'], join: 'joinChannel', add: 'addMember' };

describe.each<{
  adapter: string;
  types: readonly string[];
  join: string;
  add: string;
  start: () => Promise<Bench<string>>;
}>([
  { adapter: 'Twilio', ...CONVERSATIONS, start: twilioBench },
  { adapter: 'Programmable Chat', ...CHAT, start: chatBench },
  {
    adapter: 'memory',
    ...CONVERSATIONS,
    start: async (): Promise<Bench<string>> => ({
      registry: rolesInMemory(
        [
          { type: 'service', name: 'service user', permissions: ['joinConversation'] },
          { type: 'conversation', name: 'guest', permissions: ['sendMessage'] },
        ],
        ['service user', 'guest'],
      ),
      close: async () => undefined,
    }),
  },
])('the registry of roles ($adapter)', ({ start, types, join, add }) => {
  const type = types[0] ?? '';
  let bench: Bench<string>;
  beforeEach(async () => {
    bench = await start();
  });
  afterEach(() => bench.close());

  test('creates a role of either type, and lists it with its permissions', async () => {
    const { registry } = bench;
    for (const each of types) {
      const permissions = ['editOwnUserInfo', add];
      const created = await registry.create({ type: each, name: 'lead', permissions });
      expect(created).toEqual({ sid: expect.any(String), type: each, name: 'lead', permissions });
      expect(await registry.list()).toContainEqual(created);
      expect(await registry.fetch(created.sid)).toEqual(created);
    }
  });

  test('a write replaces the whole set', async () => {
    const { sid } = await bench.registry.create({ type, name: 'lead', permissions: [join] });
    expect(await bench.registry.replacePermissions(sid, [add])).toMatchObject({
      sid,
      permissions: [add],
    });
    expect(await bench.registry.fetch(sid)).toMatchObject({ permissions: [add] });
  });

  test('what is gone is told as gone, and removing it again is no failure', async () => {
    const { sid } = await bench.registry.create({ type, name: 'lead', permissions: [join] });
    await bench.registry.remove(sid);
    expect(await bench.registry.fetch(sid)).toBeUndefined();
    expect(await bench.registry.replacePermissions(sid, [join])).toBe('gone');
    await bench.registry.remove(sid);
  });

  test('knows the roles that the Service gives by default', async () => {
    const defaults = await bench.registry.defaultSids();
    expect(defaults).toContain((await named(bench.registry, 'service user')).sid);
    expect(defaults).toContain((await named(bench.registry, 'guest')).sid);
    const { sid } = await bench.registry.create({ type, name: 'lead', permissions: [join] });
    expect(defaults).not.toContain(sid);
  });

  test('nobody holds a role that is new', async () => {
    for (const each of types) {
      const role = await bench.registry.create({ type: each, name: 'lead', permissions: [add] });
      expect(await bench.registry.holders(role, 3)).toEqual([]);
    }
  });
});

describe('at Twilio', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await twilioBench();
  });
  afterEach(() => bench.close());

  const supervisor = async (): Promise<ServiceRoleResource> => {
    const found = (await bench.registry.list()).find(({ type, name }) => type === 'service' && name === 'supervisor');
    if (found === undefined) throw new Error('no supervisor');
    return found;
  };

  test('the holders of a service role are Users, no more than were asked for', async () => {
    expect(await bench.registry.holders(await supervisor(), 3)).toEqual(['cy']);
    const user = await named(bench.registry, 'service user');
    expect(await bench.registry.holders(user, 3)).toEqual(['ana', 'bo']);
    expect(await bench.registry.holders(user, 1)).toEqual(['ana']);
  });

  test('the holders of a conversation role are participants, of whatever conversation', async () => {
    const role = await bench.registry.create({ type: 'conversation', name: 'host', permissions: ['sendMessage'] });
    const [quiet, busy] = [
      await postToService(standIn, 'Conversations'),
      await postToService(standIn, 'Conversations'),
    ];
    await postToService(standIn, `Conversations/${quiet.sid}/Participants`, { Identity: 'ana' });
    await postToService(standIn, `Conversations/${busy.sid}/Participants`, { Identity: 'bo', RoleSid: role.sid });
    expect(await bench.registry.holders(role, 3)).toEqual([`${busy.sid}: bo`]);
  });

  test('reading stops at the page that holds enough', async () => {
    for (let index = 0; index < 60; index += 1) {
      await postToService(standIn, 'Users', { Identity: `person-${index}` });
    }
    standIn.clear();
    expect(await bench.registry.holders(await named(bench.registry, 'service user'), 2)).toHaveLength(2);
    expect(standIn.requests().filter(({ path }) => path.includes('/Users'))).toHaveLength(1);
  });

  test('a role is created once, also where the answer is lost', async () => {
    standIn.faults.failNext({ method: 'POST', when: 'after', dropConnection: true });
    const created = await bench.registry.create({ type: 'service', name: 'lead', permissions: ['joinConversation'] });
    const all = (await bench.registry.list()).filter(({ name }) => name === 'lead');
    expect(all).toEqual([created]);
  });

  test('roles beyond the first page are listed', async () => {
    for (let index = 0; index < 60; index += 1) {
      await bench.registry.create({ type: 'service', name: `team ${index}`, permissions: ['joinConversation'] });
    }
    expect(await named(bench.registry, 'team 59')).toMatchObject({ type: 'service' });
  });

  test('a permission that Twilio does not know is refused with its code', async () => {
    const role = { type: 'service', name: 'lead', permissions: ['fly'] } as const;
    expect(await failureOf(bench.registry.create(role))).toMatchObject({
      code: 'TWILIO_REJECTED',
      evidence: { operation: 'role.create', twilioCode: 50104 },
    });
  });
});

describe('at Programmable Chat', () => {
  let bench: Bench<'deployment' | 'channel'>;
  beforeEach(async () => {
    bench = await chatBench();
  });
  afterEach(() => bench.close());

  const aMember = async (identity: string, roleSid: string): Promise<string> => {
    const { sid } = await postToService(standIn, 'Conversations');
    await postToChat(standIn, `Channels/${sid}/Members`, { Identity: identity, RoleSid: roleSid });
    return sid;
  };

  test('roles are in the words of Chat', async () => {
    expect(await named(bench.registry, 'service user')).toEqual({
      sid: expect.stringMatching(/^RL/),
      name: 'service user',
      type: 'deployment',
      permissions: ['createChannel', 'editOwnUserInfo', 'joinChannel'],
    });
  });

  test('the holders of a deployment role are Users, no more than were asked for', async () => {
    const user = await named(bench.registry, 'service user');
    expect(await bench.registry.holders(user, 3)).toEqual(['ana', 'bo']);
    expect(await bench.registry.holders(user, 1)).toEqual(['ana']);
  });

  test('the holders of a channel role are members, of whatever channel, each once', async () => {
    const host = await bench.registry.create({ type: 'channel', name: 'host', permissions: ['sendMessage'] });
    const first = await aMember('ana', host.sid);
    const second = await aMember('bo', host.sid);
    expect(await bench.registry.holders(host, 3)).toEqual([`${first}: ana`, `${second}: bo`]);
  });

  test('whoever is invited with a channel role holds it before they join, named as invited', async () => {
    const host = await bench.registry.create({ type: 'channel', name: 'host', permissions: ['sendMessage'] });
    const { sid } = await postToService(standIn, 'Conversations');
    await postToChat(standIn, `Channels/${sid}/Invites`, { Identity: 'ana' });
    expect(await bench.registry.holders(host, 3)).toEqual([]);
    await postToChat(standIn, `Channels/${sid}/Invites`, { Identity: 'bo', RoleSid: host.sid });
    expect(await bench.registry.holders(host, 3)).toEqual([`${sid}: bo (invited)`]);
  });

  test('an invite beyond the first page is found, and no page is read once enough are', async () => {
    const host = await bench.registry.create({ type: 'channel', name: 'host', permissions: ['sendMessage'] });
    const { sid } = await postToService(standIn, 'Conversations');
    for (let index = 0; index < 100; index += 1) {
      await postToChat(standIn, `Channels/${sid}/Invites`, { Identity: `person-${index}` });
    }
    await postToChat(standIn, `Channels/${sid}/Invites`, { Identity: 'zoe', RoleSid: host.sid });
    standIn.clear();
    expect(await bench.registry.holders(host, 1)).toEqual([`${sid}: zoe (invited)`]);
    const pagesOfInvites = (): number => standIn.requests().filter(({ path }) => path.includes('/Invites')).length;
    expect(pagesOfInvites()).toBe(2);
    standIn.clear();
    const guest = await named(bench.registry, 'guest');
    expect(await bench.registry.holders(guest, 2)).toEqual([
      `${sid}: person-0 (invited)`,
      `${sid}: person-1 (invited)`,
    ]);
    expect(pagesOfInvites()).toBe(1);
  });

  test('who takes part without being a member of Chat holds a channel role of the Service of Flex as well', async () => {
    const host = await bench.registry.create({ type: 'channel', name: 'host', permissions: ['sendMessage'] });
    const { sid } = await postToService(standIn, 'Conversations');
    const participant = await postToService(standIn, `Conversations/${sid}/Participants`, {
      'MessagingBinding.Address': '+15550001',
      'MessagingBinding.ProxyAddress': '+15550002',
      RoleSid: host.sid,
    });
    expect(await bench.registry.holders(host, 3)).toEqual([`${sid}: ${participant.sid}`]);
  });

  test('members and channels beyond the first page are found', async () => {
    for (let index = 0; index < 55; index += 1) await postToService(standIn, 'Conversations');
    const host = await bench.registry.create({ type: 'channel', name: 'host', permissions: ['sendMessage'] });
    const last = await aMember('ana', host.sid);
    expect(await bench.registry.holders(host, 1)).toEqual([`${last}: ana`]);
  });

  test('a role is created once, also where the answer is lost', async () => {
    standIn.faults.failNext({ method: 'POST', when: 'after', dropConnection: true });
    const created = await bench.registry.create({ type: 'channel', name: 'host', permissions: ['sendMessage'] });
    expect((await bench.registry.list()).filter(({ name }) => name === 'host')).toEqual([created]);
  });

  test('a permission that Chat does not know is refused with its code', async () => {
    const role = { type: 'deployment', name: 'lead', permissions: ['joinConversation'] } as const;
    expect(await failureOf(bench.registry.create(role))).toMatchObject({
      code: 'TWILIO_REJECTED',
      evidence: { operation: 'chat-role.create', twilioCode: 50104 },
    });
  });

  test('what somebody else changed between plan and write is not overwritten', async () => {
    const { registry } = bench;
    const host = await registry.create({ type: 'channel', name: 'host', permissions: ['sendMessage'] });
    await postToChat(standIn, `Roles/${host.sid}`, { Permission: ['sendMessage', 'addMember'] });
    const update = { kind: 'update', role: host, permissions: ['leaveChannel'], added: [], removed: [] } as const;
    expect(await failureOf(applyPlan(registry, { changes: [update], notes: [] }))).toMatchObject({
      code: 'ROLES_CHANGED',
      evidence: { what: `channel role host (${host.sid}) got other permissions`, done: [] },
    });
    expect(await registry.fetch(host.sid)).toMatchObject({ permissions: ['sendMessage', 'addMember'] });
  });

  test('a role that an invite names since is not removed', async () => {
    const { registry } = bench;
    const host = await registry.create({ type: 'channel', name: 'host', permissions: ['sendMessage'] });
    const { sid } = await postToService(standIn, 'Conversations');
    await postToChat(standIn, `Channels/${sid}/Invites`, { Identity: 'ana', RoleSid: host.sid });
    expect(
      await failureOf(applyPlan(registry, { changes: [{ kind: 'remove', role: host }], notes: [] })),
    ).toMatchObject({
      code: 'ROLES_CHANGED',
      evidence: { what: `channel role host (${host.sid}) was given to ${sid}: ana (invited)` },
    });
    expect(await registry.fetch(host.sid)).toEqual(host);
  });

  test('a role that was given to a member since is not removed', async () => {
    const { registry } = bench;
    const host = await registry.create({ type: 'channel', name: 'host', permissions: ['sendMessage'] });
    const channel = await aMember('ana', host.sid);
    expect(
      await failureOf(applyPlan(registry, { changes: [{ kind: 'remove', role: host }], notes: [] })),
    ).toMatchObject({
      code: 'ROLES_CHANGED',
      evidence: { what: `channel role host (${host.sid}) was given to ${channel}: ana` },
    });
    expect(await registry.fetch(host.sid)).toEqual(host);
  });
});
