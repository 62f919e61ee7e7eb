import { withTwilioDeadline } from '../../src/twilio/twilio-scope.ts';
import { aScriptedServer, reply, type ScriptedServer } from '../support/a-scripted-server.ts';
import { aTwilio, type TwilioBench } from '../support/a-twilio.ts';
import { failureOf } from '../support/failing.ts';
import { SIDS } from '../support/twilio-settings.ts';

const ROLES = '/conversations/v1/Services/{IS}/Roles';
const CONFIGURATION = '/conversations/v1/Services/{IS}/Configuration';

let bench: TwilioBench;
beforeEach(async () => {
  bench = await aTwilio();
});
afterEach(() => bench.close());

const serviceRoles = (): TwilioBench['twilio']['serviceRoles'] => bench.twilio.serviceRoles;
const sidOf = (type: string, name: string): string =>
  bench.standIn.roles().find((role) => role.type === type && role.friendly_name === name)?.sid ?? `no ${type} ${name}`;

describe('finding a role', () => {
  test.each(['supervisor', 'admin'])(
    '%s is the one of type service, although there is one for conversations',
    async (name) => {
      expect(sidOf('conversation', name)).toMatch(/^RL/);
      expect(await serviceRoles().findByName(name)).toEqual({ sid: sidOf('service', name), name });
    },
  );

  test('a conversation role alone is none', async () => {
    expect(sidOf('conversation', 'guest')).toMatch(/^RL/);
    expect(await serviceRoles().findByName('guest')).toBeUndefined();
    expect(await serviceRoles().findBySid(sidOf('conversation', 'guest'))).toBeUndefined();
  });

  test('by SID gives its name', async () => {
    expect(await serviceRoles().findBySid(sidOf('service', 'supervisor'))).toMatchObject({ name: 'supervisor' });
  });

  test.each(['', 'Supervisor', '__proto__', 'constructor'])('“%s” is no role', async (name) => {
    expect(await serviceRoles().findByName(name)).toBeUndefined();
  });

  test('the default is the one that the Service gives to Users created without', async () => {
    expect(await serviceRoles().serviceDefault()).toEqual({
      sid: sidOf('service', 'service user'),
      name: 'service user',
    });
    expect(bench.asked()).toEqual([`GET 200 ${CONFIGURATION}`, `GET 200 ${ROLES}`]);
  });
});

describe('the copy', () => {
  test('serves any number of look-ups at once with one read', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, turn) =>
        withTwilioDeadline(60_000, () => serviceRoles().findByName(turn % 2 === 0 ? 'admin' : 'supervisor')),
      ),
    );
    expect(bench.asked()).toEqual([`GET 200 ${ROLES}`]);
  });

  test('serves until its time is over', async () => {
    await serviceRoles().findByName('admin');
    bench.advance(59_999);
    await serviceRoles().findByName('admin');
    expect(bench.standIn.requests()).toHaveLength(1);
    bench.advance(1);
    await serviceRoles().findByName('admin');
    expect(bench.standIn.requests()).toHaveLength(2);
  });

  test('is read anew for a role that it lacks, but not at every look-up', async () => {
    bench.standIn.setAgentServiceRole(false);
    for (let turn = 0; turn < 5; turn += 1) expect(await serviceRoles().findByName('agent')).toBeUndefined();
    expect(bench.standIn.requests()).toHaveLength(1);

    bench.standIn.setAgentServiceRole(true);
    bench.advance(4_999);
    expect(await serviceRoles().findByName('agent')).toBeUndefined();
    bench.advance(1);
    expect(await serviceRoles().findByName('agent')).toMatchObject({ name: 'agent' });
    expect(bench.standIn.requests()).toHaveLength(2);
  });

  test('is dropped on demand, the default too', async () => {
    await serviceRoles().serviceDefault();
    bench.standIn.clear();
    serviceRoles().invalidate();
    await serviceRoles().serviceDefault();
    expect(bench.asked()).toEqual([`GET 200 ${CONFIGURATION}`, `GET 200 ${ROLES}`]);
  });

  test('is not made of an outage: the next look-up asks again', async () => {
    bench.standIn.faults.failNext({ status: 503, times: 3 });
    expect(await failureOf(serviceRoles().findByName('admin'))).toMatchObject({
      code: 'TWILIO_UNAVAILABLE',
      evidence: { operation: 'role.list', status: 503 },
    });
    expect(await serviceRoles().findByName('admin')).toMatchObject({ name: 'admin' });
  });

  test('outlives the login that asked for it first', async () => {
    const release: (() => void)[] = [];
    const page = { roles: [{ sid: SIDS.role, friendly_name: 'agent', type: 'service' }], meta: { key: 'roles' } };
    const server = await aScriptedServer((_, response) => release.push(() => reply(response, 200, page)));
    const slow = bench.another({ baseUrl: server.url });
    try {
      const hasty = failureOf(withTwilioDeadline(20, () => slow.serviceRoles.findByName('agent')));
      const patient = withTwilioDeadline(60_000, () => slow.serviceRoles.findByName('agent'));

      expect(await hasty).toMatchObject({ code: 'TWILIO_UNAVAILABLE', evidence: { operation: 'role.list' } });
      await until(() => release.length > 0);
      for (const answer of release) answer();

      expect(await patient).toEqual({ sid: SIDS.role, name: 'agent' });
      expect(server.seen).toHaveLength(1);
    } finally {
      await server.close();
    }
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

test('roles beyond the first page are found', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `team ${index}`);
  for (const name of names) await serviceRoles().create(name, ['joinConversation']);
  serviceRoles().invalidate();
  bench.standIn.clear();

  expect(await serviceRoles().findByName('team 59')).toEqual({ sid: sidOf('service', 'team 59'), name: 'team 59' });
  expect(bench.asked()).toEqual([`GET 200 ${ROLES}`, `GET 200 ${ROLES}`]);
});

describe('creating a role', () => {
  const permissions = ['joinConversation', 'editOwnUserInfo'];
  beforeEach(() => bench.standIn.setAgentServiceRole(false));

  test('makes one of type service, with its permissions, known from now on', async () => {
    expect(await serviceRoles().findByName('agent')).toBeUndefined();
    const created = await serviceRoles().create('agent', permissions);
    expect(created).toEqual({ sid: sidOf('service', 'agent'), name: 'agent' });
    expect(bench.standIn.roles().find(({ sid }) => sid === created.sid)?.permissions).toEqual(permissions);
    expect(await serviceRoles().findByName('agent')).toEqual(created);
  });

  test.each([
    ['the answer is lost', { dropConnection: true }],
    ['the answer is 500', { status: 500 }],
  ])('once, where it was made and %s', async (_, fault) => {
    bench.standIn.faults.failNext({ method: 'POST', when: 'after', ...fault });
    const created = await serviceRoles().create('agent', permissions);
    const named = bench.standIn.roles().filter((role) => role.type === 'service' && role.friendly_name === 'agent');
    expect(named.map(({ sid }) => sid)).toEqual([created.sid]);
  });

  test('of replicas that create it at the same time, all go on with the same one', async () => {
    const replicas = [1, 2, 3].map(() => bench.another({}).serviceRoles);
    await Promise.all(replicas.map((replica) => replica.create('agent', permissions)));
    const settled = await Promise.all(
      replicas.map((replica) => {
        replica.invalidate();
        return replica.findByName('agent');
      }),
    );
    expect(new Set(settled.map((role) => role?.sid)).size).toBe(1);
  });

  test('is refused by Twilio for a permission that does not exist', async () => {
    expect(await failureOf(serviceRoles().create('agent', ['fly']))).toMatchObject({
      code: 'TWILIO_REJECTED',
      evidence: { operation: 'role.create', twilioCode: 50104 },
    });
  });
});

describe('of two roles with the same name', () => {
  let server: ScriptedServer;
  afterEach(() => server.close());

  test.each([
    ['the older one counts', '2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['the lower SID counts where they are as old', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
  ])('%s, in whatever order Twilio lists them', async (_, first, second) => {
    const [a, b] = [
      { sid: 'RL2', friendly_name: 'agent', type: 'service', date_created: first },
      { sid: 'RL1', friendly_name: 'agent', type: 'service', date_created: second },
    ];
    for (const roles of [
      [a, b],
      [b, a],
    ]) {
      server = await aScriptedServer((__, response) => reply(response, 200, { roles, meta: { key: 'roles' } }));
      const there = bench.another({ baseUrl: server.url });
      expect(await there.serviceRoles.findByName('agent')).toEqual({ sid: 'RL1', name: 'agent' });
      await server.close();
    }
  });
});

test('a Service without a default role has none', async () => {
  const server = await aScriptedServer((_, response) => reply(response, 200, { default_chat_service_role_sid: null }));
  try {
    expect(await bench.another({ baseUrl: server.url }).serviceRoles.serviceDefault()).toBeUndefined();
  } finally {
    await server.close();
  }
});
