import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { logIn, postToAcs, responseFor, tokenOf } from '../support/a-login.ts';
import { asAdmin, auditWith, subjectPath } from '../support/admin-calls.ts';
import { eventually } from '../support/store-eventually.ts';

let twilio: TwilioStandIn;
let gateway: RunningGateway;
let people = 0;

beforeAll(async () => {
  twilio = await aTwilioStandIn();
  gateway = await aGateway({ twilio });
});
afterAll(async () => {
  await gateway.close();
  await twilio.close();
});
beforeEach(() => twilio.reset());

const someone = (): string => `leaver-${(people += 1)}@corp.example`;
const identityOf = (email: string): string =>
  email.replaceAll('-', '_2D').replaceAll('@', '_40').replaceAll('.', '_2E');
const worker = (email: string) => twilio.workers().find(({ friendly_name: name }) => name === email);
const user = (email: string) => twilio.users().find(({ identity }) => identity === identityOf(email));
const remove = (email: string, query = '') => asAdmin(gateway, 'DELETE', subjectPath(email, query));
const results = (json: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries((json['steps'] as { step: string; result: string }[]).map(({ step, result }) => [step, result]));

async function setActivity(email: string, activity: string): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${twilio.apiKey.sid}:${twilio.apiKey.secret}`).toString('base64')}`;
  const base = `${twilio.url}/taskrouter/v1/Workspaces/${twilio.workspaceSid}`;
  const listed = await fetch(`${base}/Activities?FriendlyName=${activity}`, { headers: { authorization } });
  const { activities } = (await listed.json()) as { activities: { sid: string }[] };
  await fetch(`${base}/Workers/${worker(email)?.sid}`, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams({ ActivitySid: activities[0]?.sid ?? '' }),
  });
}

describe('deprovisioning a live agent', () => {
  test('blocks, ends sessions, takes the worker off in two steps, and keeps the Conversation User', async () => {
    const email = someone();
    const { cookie } = await logIn(gateway, { email });
    await setActivity(email, 'Available');
    twilio.offerReservation(email);
    twilio.clear();

    const { status, json } = await remove(email, '?reason=left%20the%20company');

    expect({ status, ok: json['ok'], dry: json['dry_run'] }).toEqual({ status: 200, ok: true, dry: false });
    expect(results(json)).toEqual({
      block: 'done',
      sessions: 'done',
      tokens: 'done',
      service_role: 'already',
      offline: 'done',
      worker: 'done',
      user: 'skipped',
      forget: 'done',
    });
    expect(worker(email)).toBeUndefined();
    expect(user(email)).toBeDefined();
    const writes = twilio.requests().filter(({ method }) => method !== 'GET');
    expect(writes.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
    expect((await fetch(`${gateway.url}/api/session`, { headers: { cookie } })).status).toBe(401);
    expect(await tokenOf(gateway, cookie)).toMatchObject({ code: 'SESSION_REQUIRED' });
  });

  test('the Conversation User that stays keeps no more than the service role of an agent', async () => {
    const email = someone();
    await logIn(gateway, { email, roles: ['admin'] });
    const roleOf = () => twilio.roles().find(({ sid }) => sid === user(email)?.role_sid)?.friendly_name;
    expect(roleOf()).toBe('admin');
    twilio.clear();
    const { json } = await remove(email);
    expect(results(json)).toMatchObject({ service_role: 'done', worker: 'done', user: 'skipped' });
    expect(roleOf()).toBe('agent');
    const writes = twilio.requests().filter(({ method }) => method !== 'GET');
    expect(writes.map(({ path }) => path.split('/').at(-2))).toEqual(['Users', 'Workers', 'Workers']);
  });

  test('hears of the block before anything else, also where no role would let anybody in', async () => {
    const email = someone();
    await logIn(gateway, { email });
    await asAdmin(gateway, 'POST', subjectPath(email, '/block'), { reason: 'left' });
    for (const roles of [['agent'], ['nobody'], []]) {
      const refused = await postToAcs(gateway, responseFor({ email, roles }));
      expect({ status: refused.status, ...((await refused.json()) as object) }).toMatchObject({
        status: 403,
        code: 'SUBJECT_BLOCKED',
      });
    }
    const stranger = await postToAcs(gateway, responseFor({ email: someone(), roles: ['nobody'] }));
    expect(await stranger.json()).toMatchObject({ code: 'ROLE_NOT_GRANTED' });
  });

  test('does not come back at the next login, until unblocked', async () => {
    const email = someone();
    await logIn(gateway, { email });
    await remove(email);
    const refused = await postToAcs(gateway, responseFor({ email }));
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'SUBJECT_BLOCKED' });
    expect(worker(email)).toBeUndefined();

    const unblocked = await asAdmin(gateway, 'POST', subjectPath(email, '/unblock'), { reason: 'came back' });
    expect(unblocked.json).toEqual({ username: email, result: 'done', blocked: false });
    await logIn(gateway, { email });
    expect(worker(email)).toBeDefined();
  });

  test('a second time finds nothing left to do, and changes nothing', async () => {
    const email = someone();
    await logIn(gateway, { email });
    await remove(email, '?delete_user=true');
    twilio.clear();
    const { json } = await remove(email, '?delete_user=true');
    expect(json['ok']).toBe(true);
    expect(new Set(Object.values(results(json)))).toEqual(new Set(['already']));
    expect(twilio.requests().filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('deletes the Conversation User on request only, and after the worker', async () => {
    const email = someone();
    await logIn(gateway, { email });
    twilio.clear();
    const { json } = await remove(email, '?delete_user=true');
    expect(results(json)).toMatchObject({ worker: 'done', user: 'done' });
    expect(user(email)).toBeUndefined();
    const deleted = twilio.requests().filter(({ method }) => method === 'DELETE');
    expect(deleted.map(({ path }) => path.split('/').at(-2))).toEqual(['Workers', 'Users']);
  });

  test('a name that nobody has logged in by is blocked and deprovisioned, and said to be most likely misspelt', async () => {
    const known = someone();
    await logIn(gateway, { email: known });
    const order = { reason: 'left' };
    const seen = await asAdmin(gateway, 'POST', subjectPath(known, '/block'), order);
    expect(seen.json).toEqual({ username: known, result: 'done', blocked: true });
    const unknown = someone();
    const block = await asAdmin(gateway, 'POST', subjectPath(unknown, '/block'), order);
    expect(block.json).toEqual({ username: unknown, result: 'done', blocked: true, never_seen: true });
    expect((await remove(someone(), '?dry_run=true')).json).toMatchObject({ ok: true, never_seen: true });
    expect((await remove(known)).json).not.toHaveProperty('never_seen');
  });

  test('a dry run tells what it would do, and writes nothing anywhere', async () => {
    const email = someone();
    const { cookie } = await logIn(gateway, { email });
    twilio.clear();
    const { json } = await remove(email, '?dry_run=true&delete_user=true');
    expect(json).toMatchObject({ ok: true, dry_run: true });
    expect(results(json)).toEqual({
      block: 'planned',
      sessions: 'planned',
      tokens: 'planned',
      service_role: 'planned',
      offline: 'planned',
      worker: 'planned',
      user: 'planned',
      forget: 'planned',
    });
    expect(twilio.requests().filter(({ method }) => method !== 'GET')).toEqual([]);
    expect((await fetch(`${gateway.url}/api/session`, { headers: { cookie } })).status).toBe(200);
  });
});

describe('a worker in the middle of a call', () => {
  const acceptReservation = async (email: string): Promise<(status: string) => Promise<void>> => {
    const sid = twilio.offerReservation(email);
    const authorization = `Basic ${Buffer.from(`${twilio.apiKey.sid}:${twilio.apiKey.secret}`).toString('base64')}`;
    const path = `Workspaces/${twilio.workspaceSid}/Workers/${worker(email)?.sid}/Reservations/${sid}`;
    const set = async (status: string): Promise<void> => {
      const body = new URLSearchParams({ ReservationStatus: status });
      await fetch(`${twilio.url}/taskrouter/v1/${path}`, { method: 'POST', headers: { authorization }, body });
    };
    await set('accepted');
    return set;
  };

  test('is blocked and offline at once, and deleted by a later run; the User stays as long as the worker', async () => {
    const email = someone();
    await logIn(gateway, { email });
    const set = await acceptReservation(email);

    const first = await remove(email, '?delete_user=true');
    expect(first.json['ok']).toBe(false);
    expect(results(first.json)).toEqual({
      block: 'done',
      sessions: 'done',
      tokens: 'done',
      service_role: 'already',
      offline: 'done',
      worker: 'failed',
      user: 'skipped',
      forget: 'skipped',
    });
    expect(first.json['steps']).toContainEqual(
      expect.objectContaining({
        step: 'worker',
        code: 'WORKER_BUSY',
        detail: expect.stringMatching(/open reservations/),
      }),
    );
    expect(worker(email)).toBeDefined();
    expect(user(email)).toBeDefined();

    await set('completed');
    const second = await remove(email, '?delete_user=true');
    expect(second.json['ok']).toBe(true);
    expect(results(second.json)).toEqual({
      block: 'already',
      sessions: 'already',
      tokens: 'already',
      service_role: 'already',
      offline: 'done',
      worker: 'done',
      user: 'done',
      forget: 'done',
    });
    expect(worker(email)).toBeUndefined();
  });
});

test('a Twilio that fails in the middle leaves the person blocked, and the next run goes on', async () => {
  const email = someone();
  await logIn(gateway, { email });
  twilio.faults.failNext({ method: 'DELETE', pathPattern: /Workers/, status: 503, times: 50 });
  const first = await remove(email);
  expect(results(first.json)).toMatchObject({ block: 'done', offline: 'done', worker: 'failed', forget: 'skipped' });
  expect(first.json['steps']).toContainEqual(expect.objectContaining({ code: 'TWILIO_UNAVAILABLE' }));
  expect((await postToAcs(gateway, responseFor({ email }))).status).toBe(403);
  twilio.faults.reset();
  const second = await eventually(
    () => remove(email),
    ({ json }) => json['ok'] === true,
  );
  expect(results(second.json)).toMatchObject({ worker: 'done', forget: 'done' });
});

describe('people who never logged in', () => {
  test('can be blocked before they come, and deprovisioned where somebody made a worker by hand', async () => {
    const email = someone();
    const { json } = await remove(email);
    expect(results(json)).toMatchObject({ block: 'done', sessions: 'already', worker: 'already', forget: 'already' });
    expect(await (await postToAcs(gateway, responseFor({ email }))).json()).toMatchObject({ code: 'SUBJECT_BLOCKED' });
    expect(worker(email)).toBeUndefined();
  });

  test('blocked by mistake in another letter case, they come in once that is taken back', async () => {
    const email = someone();
    for (const act of ['/block', '/unblock']) {
      const { status } = await asAdmin(gateway, 'POST', subjectPath(email.toUpperCase(), act), { reason: 'misspelt' });
      expect(status).toBe(200);
    }
    await logIn(gateway, { email });
    expect((await asAdmin(gateway, 'GET', subjectPath(email))).json).toMatchObject({ username: email });
  });

  test('are unknown to a look and to an unblock', async () => {
    const email = someone();
    for (const answer of [
      await asAdmin(gateway, 'GET', subjectPath(email)),
      await asAdmin(gateway, 'POST', subjectPath(email, '/unblock'), {}),
    ]) {
      expect(answer).toMatchObject({ status: 404, json: { code: 'SUBJECT_UNKNOWN' } });
    }
  });
});

describe('block and unblock', () => {
  test('a block ends sessions at once and leaves Twilio alone; the second one is told as such', async () => {
    const email = someone();
    const { cookie } = await logIn(gateway, { email });
    twilio.clear();
    const first = await asAdmin(gateway, 'POST', subjectPath(email, '/block'), { reason: 'lost badge' });
    expect(first.json).toEqual({ username: email, result: 'done', blocked: true });
    expect((await fetch(`${gateway.url}/api/session`, { headers: { cookie } })).status).toBe(401);
    expect(twilio.requests()).toEqual([]);
    const second = await asAdmin(gateway, 'POST', subjectPath(email, '/block'), { reason: 'another reason' });
    expect(second.json).toMatchObject({ result: 'already' });
    const { json } = await asAdmin(gateway, 'GET', subjectPath(email));
    expect(json).toMatchObject({
      effective: null,
      blocked: { by: 'admin token', reason: 'lost badge' },
      desired: { roles: ['agent'] },
      live_sessions: 0,
    });
  });

  test('a username in another letter case is the same person, one that merely escapes alike is not', async () => {
    const email = someone();
    await logIn(gateway, { email });
    expect((await asAdmin(gateway, 'GET', subjectPath(email.toUpperCase()))).json).toMatchObject({ username: email });
    const alike = email.replace('@', '_40');
    expect(await asAdmin(gateway, 'POST', subjectPath(alike, '/block'), {})).toMatchObject({
      status: 403,
      json: { code: 'SUBJECT_CONFLICT', detail: expect.stringContaining(email) },
    });
  });
});

describe('who may do this', () => {
  test.each([
    ['GET', '/api/admin/subjects'],
    ['GET', subjectPath('a@b.example')],
    ['DELETE', subjectPath('a@b.example')],
    ['POST', subjectPath('a@b.example', '/block')],
    ['POST', subjectPath('a@b.example', '/unblock')],
    ['GET', '/api/admin/audit'],
    ['POST', '/api/admin/reconcile'],
    ['GET', '/api/admin/reconcile/some-run'],
  ])('%s %s: operators only', async (method, path) => {
    const without = await fetch(`${gateway.url}${path}`, { method });
    expect(without.status).toBe(401);
    expect(await without.json()).toMatchObject({ code: 'ADMIN_REQUIRED' });
    const { cookie } = await logIn(gateway, { email: someone(), roles: ['supervisor'] });
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    expect(await (await fetch(`${gateway.url}${path}`, { method, headers })).json()).toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });

  test('a session with the Flex role admin is named in the audit', async () => {
    const [admin, email] = [someone(), someone()];
    const { cookie } = await logIn(gateway, { email: admin, roles: ['admin'] });
    const answer = await fetch(`${gateway.url}${subjectPath(email, '/block')}`, {
      method: 'POST',
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
    });
    expect(answer.status).toBe(200);
    expect(await auditWith(gateway, 'subject.blocked', email)).toContainEqual(
      expect.objectContaining({ kind: 'subject.blocked', subject: email, by: `operator:${admin}` }),
    );
  });
});

describe('the list of people', () => {
  test('tells the roles and the block of each, and pages through all of them once', async () => {
    const emails = [someone(), someone(), someone()];
    for (const email of emails) await logIn(gateway, { email });
    await asAdmin(gateway, 'POST', subjectPath(emails[1] ?? '', '/block'), {});
    const all = async (): Promise<Record<string, unknown>[]> => {
      const found: Record<string, unknown>[] = [];
      let cursor: string | undefined;
      do {
        const query: string = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const { json } = await asAdmin(gateway, 'GET', `/api/admin/subjects?limit=2${query}`);
        found.push(...(json['subjects'] as Record<string, unknown>[]));
        cursor = json['next'] as string | undefined;
      } while (cursor !== undefined);
      return found;
    };
    const found = await eventually(all, (listed) =>
      emails.every((email) => listed.some(({ username }) => username === email)),
    );
    const usernames = found.map(({ username }) => username);
    expect(new Set(usernames).size).toBe(usernames.length);
    expect(found.find(({ username }) => username === emails[1])).toMatchObject({ blocked: true, roles: ['agent'] });
    expect(found.find(({ username }) => username === emails[0])).toMatchObject({ blocked: false, provisioned: true });
  });

  test('nobody who just came is stale, everybody is after no days at all', async () => {
    const email = someone();
    await logIn(gateway, { email });
    const listed = async (days: number): Promise<string[]> => {
      const { json } = await asAdmin(gateway, 'GET', `/api/admin/subjects?stale_days=${days}&limit=500`);
      return (json['subjects'] as { username: string }[]).map(({ username }) => username);
    };
    await eventually(
      () => listed(0),
      (usernames) => usernames.includes(email),
    );
    expect(await listed(1)).toEqual([]);
  });

  test.each(['limit=0', 'limit=501', 'stale_days=-1', 'cursor=nonsense'])('%s is refused', async (query) => {
    const answer = await asAdmin(gateway, 'GET', `/api/admin/subjects?${query}`);
    expect(answer).toMatchObject({ status: 400, json: { code: 'REQUEST_INVALID' } });
  });
});
