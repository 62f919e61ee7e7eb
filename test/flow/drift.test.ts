import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { logIn } from '../support/a-login.ts';
import { asAdmin, auditWith } from '../support/admin-calls.ts';
import { eventually } from '../support/store-eventually.ts';

let twilio: TwilioStandIn;
let gateway: RunningGateway;
let people = 0;

beforeEach(async () => {
  twilio = await aTwilioStandIn();
  gateway = await aGateway({ twilio });
});
afterEach(async () => {
  await gateway.close();
  await twilio.close();
});

const someone = (): string => `drift-${(people += 1)}@corp.example`;
const workerOf = (email: string) => twilio.workers().find(({ friendly_name: name }) => name === email);
const userOf = (email: string) => {
  const identity = email.replaceAll('-', '_2D').replaceAll('@', '_40').replaceAll('.', '_2E');
  return twilio.users().find((user) => user.identity === identity);
};
const attributesOf = (email: string) => JSON.parse(workerOf(email)?.attributes ?? '{}') as Record<string, unknown>;
const roleNamed = (name: string): string =>
  twilio.roles().find(({ type, friendly_name: friendly }) => type === 'service' && friendly === name)?.sid ?? '';

/** What somebody does in the Console, or a script of theirs. */
async function edit(path: string, fields: Record<string, string> | 'delete'): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${twilio.apiKey.sid}:${twilio.apiKey.secret}`).toString('base64')}`;
  const answer = await fetch(`${twilio.url}${path}`, {
    method: fields === 'delete' ? 'DELETE' : 'POST',
    headers: { authorization },
    ...(fields !== 'delete' && { body: new URLSearchParams(fields) }),
  });
  if (!answer.ok) throw new Error(`edit answered ${answer.status}: ${await answer.text()}`);
}
const workers = (): string => `/taskrouter/v1/Workspaces/${twilio.workspaceSid}/Workers`;
const users = (): string => `/conversations/v1/Services/${twilio.conversationsServiceSid}/Users`;
const editWorker = (email: string, change: object): Promise<void> =>
  edit(`${workers()}/${workerOf(email)?.sid}`, { Attributes: JSON.stringify({ ...attributesOf(email), ...change }) });

interface Reported {
  readonly clean: boolean;
  readonly checked: number;
  readonly subjects: readonly {
    readonly username: string;
    readonly action: string;
    readonly findings: readonly { readonly kind: string; readonly severity: string }[];
  }[];
  readonly foreign: { readonly count: number; readonly first: readonly { readonly username: string }[] };
}

const reconcile = async (email: string, policy: string): Promise<Reported> => {
  const { status, json } = await asAdmin(gateway, 'POST', '/api/admin/reconcile', { usernames: [email], policy });
  if (status !== 200) throw new Error(`answered ${status}: ${JSON.stringify(json)}`);
  return json as unknown as Reported;
};

async function reconcileAll(policy: string): Promise<Reported> {
  const begun = await asAdmin(gateway, 'POST', '/api/admin/reconcile', { all: true, policy });
  expect(begun.status).toBe(202);
  const run = await eventually(
    () => asAdmin(gateway, 'GET', `/api/admin/reconcile/${String(begun.json['run'])}`),
    ({ json }) => json['state'] !== 'running' && json['state'] !== undefined,
  );
  expect(run.json).toMatchObject({ state: 'done' });
  return run.json['report'] as Reported;
}

const kinds = ({ subjects: [first] }: Reported): readonly string[] => first?.findings.map(({ kind }) => kind) ?? [];
const listed = async (email: string): Promise<void> => {
  await eventually(
    () => asAdmin(gateway, 'GET', '/api/admin/subjects?limit=500'),
    ({ json }) => JSON.stringify(json).includes(email),
  );
};

describe('edits made elsewhere', () => {
  test('of a role are a security finding where they raise somebody, undone by repair and told to the audit', async () => {
    const email = someone();
    await logIn(gateway, { email, roles: ['agent'] });
    await editWorker(email, { roles: ['admin'], skills: ['billing'] });
    await edit(`${users()}/${userOf(email)?.sid}`, { RoleSid: roleNamed('admin') });

    const reported = await reconcile(email, 'report');
    expect(reported).toMatchObject({ clean: false, checked: 1, subjects: [{ username: email, action: 'left' }] });
    expect(reported.subjects[0]?.findings).toEqual([
      expect.objectContaining({ kind: 'roles-raised', severity: 'security', expected: 'agent', found: 'admin' }),
      expect.objectContaining({ kind: 'service-role-raised', severity: 'security', found: 'admin' }),
    ]);
    expect(attributesOf(email)['roles']).toEqual(['admin']);

    const repaired = await reconcile(email, 'repair');
    expect(repaired).toMatchObject({ clean: true, subjects: [{ action: 'repaired' }] });
    expect(attributesOf(email)).toMatchObject({ roles: ['agent'], skills: ['billing'] });
    expect(userOf(email)?.role_sid).toBe(roleNamed('agent'));
    expect(await auditWith(gateway, 'drift.repaired', email)).toContainEqual(
      expect.objectContaining({ kind: 'role.changed', subject: email, from: ['admin'], to: ['agent'] }),
    );
    expect(await reconcile(email, 'report')).toMatchObject({ clean: true, subjects: [] });
  });

  test('are never adopted where they raise somebody', async () => {
    const email = someone();
    await logIn(gateway, { email, roles: ['agent'] });
    await editWorker(email, { roles: ['supervisor', 'wfo.full_access'], full_name: 'Other Name' });
    const report = await reconcile(email, 'adopt');
    expect(report).toMatchObject({ clean: false, subjects: [{ action: 'refused' }] });
    const { json } = await asAdmin(gateway, 'GET', `/api/admin/subjects/${email}`);
    expect(json).toMatchObject({
      desired: { roles: ['agent'], full_name: 'Ana Ruiz' },
      effective: { flex_role: 'agent' },
    });
  });

  test('that lower or rename are adopted, reach live sessions, and last until the next login', async () => {
    const email = someone();
    const { cookie } = await logIn(gateway, { email, roles: ['supervisor', 'wfo.team_leader'] });
    await editWorker(email, { roles: ['agent'], full_name: 'Ana Ruiz Gil' });
    const report = await reconcile(email, 'adopt');
    expect(report).toMatchObject({ clean: true, subjects: [{ action: 'adopted' }] });
    expect(kinds(report).toSorted()).toEqual(['full-name-differs', 'roles-differ']);
    const session = await fetch(`${gateway.url}/api/session`, { headers: { cookie } });
    expect(await session.json()).toMatchObject({ flex_role: 'agent', insights_roles: [], full_name: 'Ana Ruiz Gil' });
    expect(userOf(email)).toMatchObject({ friendly_name: 'Ana Ruiz Gil', role_sid: roleNamed('agent') });
    expect(await reconcile(email, 'report')).toMatchObject({ clean: true, subjects: [] });
    await logIn(gateway, { email, roles: ['supervisor', 'wfo.team_leader'] });
    expect(attributesOf(email)).toMatchObject({ roles: ['supervisor', 'wfo.team_leader'], full_name: 'Ana Ruiz' });
  });

  test.each([
    {
      title: 'the worker deleted',
      kind: 'worker-missing',
      act: (email: string) => edit(`${workers()}/${workerOf(email)?.sid}`, 'delete'),
    },
    {
      title: 'the User deleted',
      kind: 'user-missing',
      act: (email: string) => edit(`${users()}/${userOf(email)?.sid}`, 'delete'),
    },
    {
      title: 'the e-mail changed',
      kind: 'email-differs',
      act: (email: string) => editWorker(email, { email: 'x@y.example' }),
    },
    {
      title: 'the User renamed',
      kind: 'friendly-name-differs',
      act: (email: string) => edit(`${users()}/${userOf(email)?.sid}`, { FriendlyName: 'Nobody' }),
    },
  ])('$title: found as $kind, and repaired', async ({ kind, act }) => {
    const email = someone();
    await logIn(gateway, { email });
    await act(email);
    expect(kinds(await reconcile(email, 'report'))).toEqual([kind]);
    await reconcile(email, 'repair');
    expect(await reconcile(email, 'report')).toMatchObject({ clean: true, subjects: [] });
    expect(attributesOf(email)).toMatchObject({ email, full_name: 'Ana Ruiz', roles: ['agent'] });
    expect(userOf(email)).toMatchObject({ friendly_name: 'Ana Ruiz' });
  });
});

describe('a run over everybody', () => {
  test('reads lists, not people, and tells of workers that are not ours', async () => {
    const emails = [someone(), someone(), someone(), someone()];
    for (const email of emails) await logIn(gateway, { email });
    for (const email of emails) await listed(email);
    await edit(workers(), { FriendlyName: 'console@corp.example', Attributes: '{"roles":["admin"]}' });
    await editWorker(emails[2] ?? '', { roles: ['supervisor'] });
    twilio.clear();
    const report = await reconcileAll('report');
    expect(report).toMatchObject({
      clean: false,
      checked: 4,
      subjects: [{ username: emails[2], findings: [{ kind: 'roles-raised' }] }],
      foreign: { count: 1, first: [{ username: 'console@corp.example', roles: ['admin'] }] },
      counts: { 'roles-raised': 1 },
    });
    const paths = twilio.requests().map(({ method, path }) => `${method} ${path.split('?')[0]?.split('/').at(-1)}`);
    expect(paths.filter((path) => path === 'GET Workers')).toHaveLength(1);
    expect(paths.filter((path) => path === 'GET Users')).toHaveLength(1);
    expect(paths.filter((path) => path.startsWith('POST'))).toEqual([]);
    expect(paths.length).toBeLessThan(emails.length);
  });

  test('passes over people who were deprovisioned, and tells of blocked ones whose worker stands', async () => {
    const [gone, blocked] = [someone(), someone()];
    for (const email of [gone, blocked]) {
      await logIn(gateway, { email });
      await listed(email);
    }
    await asAdmin(gateway, 'DELETE', `/api/admin/subjects/${gone}`);
    await asAdmin(gateway, 'POST', `/api/admin/subjects/${blocked}/block`, {});
    const report = await reconcileAll('repair');
    expect(report.subjects).toMatchObject([
      { username: blocked, action: 'left', findings: [{ kind: 'blocked-but-present' }] },
    ]);
    expect(workerOf(gone)).toBeUndefined();
  });

  test('one failure does not stop the others', async () => {
    const emails = [someone(), someone()];
    for (const email of emails) {
      await logIn(gateway, { email });
      await listed(email);
      await editWorker(email, { full_name: 'Edited' });
    }
    twilio.faults.failNext({
      method: 'POST',
      pathPattern: new RegExp(workerOf(emails[0] ?? '')?.sid ?? 'none'),
      status: 400,
    });
    const report = await reconcileAll('repair');
    const actions = Object.fromEntries(report.subjects.map(({ username, action }) => [username, action]));
    expect(actions).toEqual({ [emails[0] ?? '']: 'failed', [emails[1] ?? '']: 'repaired' });
    expect(attributesOf(emails[1] ?? '')).toMatchObject({ full_name: 'Ana Ruiz' });
  });
});

test.each([
  { body: {}, status: 400, code: 'REQUEST_INVALID' },
  { body: { all: true, usernames: ['a@b.example'] }, status: 400, code: 'REQUEST_INVALID' },
  { body: { usernames: [] }, status: 400, code: 'REQUEST_INVALID' },
  { body: { all: true, policy: 'delete' }, status: 400, code: 'REQUEST_INVALID' },
  { body: { usernames: ['nobody@corp.example'] }, status: 404, code: 'SUBJECT_UNKNOWN' },
])('$body is refused with $code', async ({ body, status, code }) => {
  expect(await asAdmin(gateway, 'POST', '/api/admin/reconcile', body)).toMatchObject({ status, json: { code } });
});

test('a run that nobody began is unknown', async () => {
  const answer = await asAdmin(gateway, 'GET', '/api/admin/reconcile/bako-timi-sero-lafi');
  expect(answer).toMatchObject({ status: 404, json: { code: 'DRIFT_RUN_UNKNOWN' } });
});
