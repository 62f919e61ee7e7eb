import type { RoleRegistry, ServiceRoleResource } from '../../src/role-management/role-registry.ts';
import { startTwilioStandIn } from '../../src/sandbox/twilio/start.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { createRoleRegistry } from '../../src/twilio/role-registry-access.ts';
import type { RoleRegistryAccess } from '../../src/twilio/role-registry-access.ts';
import { postToService, standInSettings } from '../support/cli-config.ts';
import { failureOf } from '../support/failing.ts';
import { rolesInMemory } from '../support/roles-in-memory.ts';
import { API_KEY_SECRET } from '../support/twilio-settings.ts';

interface Bench {
  readonly registry: RoleRegistry;
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

const named = async (registry: RoleRegistry, name: string): Promise<ServiceRoleResource> => {
  const found = (await registry.list()).find((role) => role.name === name);
  if (found === undefined) throw new Error(`no role ${name}`);
  return found;
};

describe.each([
  { adapter: 'Twilio', start: twilioBench },
  {
    adapter: 'memory',
    start: async (): Promise<Bench> => ({
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
])('the registry of roles ($adapter)', ({ start }) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await start();
  });
  afterEach(() => bench.close());

  test('creates a role of either type, and lists it with its permissions', async () => {
    const { registry } = bench;
    for (const type of ['service', 'conversation'] as const) {
      const permissions = ['editOwnUserInfo', 'addParticipant'];
      const created = await registry.create({ type, name: 'lead', permissions });
      expect(created).toEqual({ sid: expect.any(String), type, name: 'lead', permissions });
      expect(await registry.list()).toContainEqual(created);
      expect(await registry.fetch(created.sid)).toEqual(created);
    }
  });

  test('a write replaces the whole set', async () => {
    const { sid } = await bench.registry.create({ type: 'service', name: 'lead', permissions: ['joinConversation'] });
    expect(await bench.registry.replacePermissions(sid, ['addParticipant'])).toMatchObject({
      sid,
      permissions: ['addParticipant'],
    });
    expect(await bench.registry.fetch(sid)).toMatchObject({ permissions: ['addParticipant'] });
  });

  test('what is gone is told as gone, and removing it again is no failure', async () => {
    const { sid } = await bench.registry.create({ type: 'service', name: 'lead', permissions: ['joinConversation'] });
    await bench.registry.remove(sid);
    expect(await bench.registry.fetch(sid)).toBeUndefined();
    expect(await bench.registry.replacePermissions(sid, ['joinConversation'])).toBe('gone');
    await bench.registry.remove(sid);
  });

  test('knows the roles that the Service gives by default', async () => {
    const defaults = await bench.registry.defaultSids();
    expect(defaults).toContain((await named(bench.registry, 'service user')).sid);
    expect(defaults).toContain((await named(bench.registry, 'guest')).sid);
    const { sid } = await bench.registry.create({ type: 'service', name: 'lead', permissions: ['joinConversation'] });
    expect(defaults).not.toContain(sid);
  });

  test('nobody holds a role that is new', async () => {
    for (const type of ['service', 'conversation'] as const) {
      const role = await bench.registry.create({ type, name: 'lead', permissions: ['addParticipant'] });
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

  test('Chat roles are read in their own words', async () => {
    const roles = await access.chatRegistry(standIn.conversationsServiceSid).list();
    expect(roles).toContainEqual({
      sid: expect.stringMatching(/^RL/),
      name: 'service user',
      type: 'deployment',
      permissions: ['createChannel', 'editOwnUserInfo', 'joinChannel'],
    });
  });
});
