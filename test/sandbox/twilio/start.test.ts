import { startTwilioStandIn, type TwilioStandInOptions } from '../../../src/sandbox/twilio/start.ts';
import type { TwilioStandIn } from '../../../src/sandbox/twilio/stand-in.ts';
import { ask } from '../../support/openapi-rest.ts';
import { sdkFor } from '../../support/openapi-sdk.ts';

const running: TwilioStandIn[] = [];
const start = async (options?: TwilioStandInOptions): Promise<TwilioStandIn> => {
  const standIn = await startTwilioStandIn(options);
  running.push(standIn);
  return standIn;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((standIn) => standIn.close()));
});

describe('starting', () => {
  test('is refused in production', async () => {
    await expect(start({ environment: 'production' })).rejects.toThrow('does not start with NODE_ENV=production');
  });

  test.each(['development', 'sandbox', undefined])('is allowed with NODE_ENV=%s', async (environment) => {
    expect((await start({ environment })).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test('rejects where the port is taken', async () => {
    const port = Number(new URL((await start()).url).port);
    await expect(start({ port })).rejects.toThrow('EADDRINUSE');
  });

  test('gives the same SIDs every time and new secrets', async () => {
    const [first, second] = [await start(), await start()];
    const { url, authToken, apiKey, ...sids } = first;
    expect(second).toMatchObject(Object.fromEntries(Object.entries(sids).filter(([name]) => name.endsWith('Sid'))));
    expect(second.apiKey.sid).toBe(apiKey.sid);
    expect(second.roles().map(({ sid }) => sid)).toEqual(first.roles().map(({ sid }) => sid));
    expect([second.apiKey.secret, second.authToken]).not.toEqual([apiKey.secret, authToken]);
    expect(second.url).not.toBe(url);
  });

  test('takes the credentials given', async () => {
    const credentials = {
      accountSid: `AC${'1'.repeat(32)}`,
      apiKeySid: `SK${'2'.repeat(32)}`,
      apiKeySecret: 's3',
      authToken: 't4',
    };
    const standIn = await start(credentials);
    expect(standIn.apiKey).toEqual({ sid: credentials.apiKeySid, secret: 's3' });
    expect((await sdkFor(standIn).flexApi.v1.configuration().fetch()).accountSid).toBe(credentials.accountSid);
  });

  test('limits actions to 30 per second unless told', async () => {
    const standIn = await start({ clock: () => 0 });
    const path = `/conversations/v1/Services/${standIn.conversationsServiceSid}/Users`;
    const answers = [];
    for (let at = 0; at < 31; at += 1)
      answers.push((await ask(standIn, 'POST', path, { form: { Identity: `u${at}` } })).status);
    expect(answers.slice(-2)).toEqual([201, 429]);
  });
});

describe('the dataset', () => {
  const dataset = {
    agentServiceRole: false,
    workers: [
      { friendlyName: 'jane', attributes: { roles: ['agent'] }, activityName: 'Available' },
      { friendlyName: 'john' },
    ],
    users: [{ identity: 'jane', friendlyName: 'Jane', roleName: 'supervisor' }, { identity: 'john' }],
  };

  test('is there at the start', async () => {
    const standIn = await start({ dataset });
    expect(standIn.workers()).toMatchObject([
      { friendly_name: 'jane', attributes: '{"roles":["agent"]}', activity_name: 'Available' },
      { friendly_name: 'john', attributes: '{}', activity_name: 'Offline' },
    ]);
    const nameOf = new Map(standIn.roles().map(({ sid, friendly_name }) => [sid, friendly_name]));
    expect(standIn.users().map(({ identity, role_sid }) => [identity, nameOf.get(role_sid)])).toEqual([
      ['jane', 'supervisor'],
      ['john', 'service user'],
    ]);
    expect(standIn.roles().some(({ type, friendly_name }) => type === 'service' && friendly_name === 'agent')).toBe(
      false,
    );
  });

  test.each([
    [{ users: [{ identity: 'jane', roleName: 'boss' }] }, 'boss'],
    [{ workers: [{ friendlyName: 'jane', activityName: 'Asleep' }] }, 'Asleep'],
    [{ workers: [{ friendlyName: 'jane' }, { friendlyName: 'JANE' }] }, 'already exists'],
  ])('%j does not start: %s', async (wrong, message) => {
    await expect(start({ dataset: wrong })).rejects.toThrow(message);
  });

  test('is back after a reset, with the settings as they were given', async () => {
    const standIn = await start({ dataset, actionRateLimit: null });
    await ask(standIn, 'DELETE', `/conversations/v1/Services/${standIn.conversationsServiceSid}/Users/jane`);
    standIn.setAgentServiceRole(true);
    standIn.setListAttributesNull(true);
    standIn.faults.failNext({});
    standIn.reset();
    expect(standIn.users().map(({ identity }) => identity)).toEqual(['jane', 'john']);
    expect(standIn.roles().some(({ type, friendly_name }) => type === 'service' && friendly_name === 'agent')).toBe(
      false,
    );
    expect(standIn.requests()).toEqual([]);
    const { status, body } = await ask(standIn, 'GET', `/taskrouter/v1/Workspaces/${standIn.workspaceSid}/Workers`);
    expect(status).toBe(200);
    expect(body['workers']).toMatchObject([{ attributes: '{"roles":["agent"]}' }, { attributes: '{}' }]);
  });
});

test('closing ends requests that were left hanging', async () => {
  const standIn = await start();
  standIn.faults.failNext({ hang: true });
  const asked = ask(standIn, 'GET', '/nothing');
  const failed = asked.then(() => 'answered', String);
  while (standIn.faults.pending() > 0) await new Promise(setImmediate);
  await standIn.close();
  running.length = 0;
  expect(await failed).toContain('fetch failed');
});
