import { auditKeysOf } from '../../src/audit/audit-key.ts';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import type { AuditRecord } from '../../src/audit/audit-record.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { logIn, postToAcs, responseFor } from '../support/a-login.ts';
import { asAdmin, auditWith } from '../support/admin-calls.ts';
import { createMemoryStore } from '../../src/store/store.memory.ts';
import { Refusal } from '../../src/kernel/refusal.ts';
import { eventually } from '../support/store-eventually.ts';

let twilio: TwilioStandIn;
let gateway: RunningGateway;

beforeAll(async () => {
  twilio = await aTwilioStandIn();
  gateway = await aGateway({ twilio });
});
afterAll(async () => {
  await gateway.close();
  await twilio.close();
});

const about = (records: readonly Record<string, unknown>[], subject: string) =>
  records.filter((record) => record['subject'] === subject);

test('a promotion is told twice: what was decided at the login, and what changed in Twilio, by the same assertion', async () => {
  const email = 'promoted@corp.example';
  await logIn(gateway, { email, roles: ['agent'] });
  await logIn(gateway, { email, roles: ['supervisor', 'wfo.team_leader'] });
  const isMove = (record: Record<string, unknown>): boolean =>
    record['subject'] === email && record['why'] === 'promoted';
  const records = await eventually(
    async () =>
      (await asAdmin(gateway, 'GET', '/api/admin/audit?limit=1000')).json['records'] as Record<string, unknown>[],
    (all) => all.some(isMove) && about(all, email).filter(({ kind }) => kind === 'login.granted').length === 2,
  );
  const move = records.find(isMove);
  expect(move).toMatchObject({ kind: 'role.changed', from: ['agent'], to: ['supervisor', 'wfo.team_leader'] });
  const login = about(records, email).findLast(({ kind }) => kind === 'login.granted');
  expect(login).toMatchObject({ connection: 'okta', to: ['supervisor', 'wfo.team_leader'], by: move?.['by'] });
  expect(String(login?.['by'])).toMatch(/^assertion:[\w-]{22}$/);
  expect(login?.['trace']).toMatch(/^\w{4}-\w{4}-\w{4}-\w{4}$/);
  expect(login?.['replica']).toEqual(expect.stringContaining(String(process.pid)));
});

test('a change on the worker is told where the Conversation User could not be written, and once it could be', async () => {
  const email = 'half@corp.example';
  await logIn(gateway, { email, roles: ['agent'] });
  await auditWith(gateway, 'role.changed', email);
  twilio.faults.failNext({ method: 'POST', pathPattern: /Users/, status: 400 });
  const roles = ['supervisor', 'wfo.team_leader'];
  expect((await postToAcs(gateway, responseFor({ email, roles }))).status).not.toBe(303);
  const moves = await eventually(
    async () => about(await auditWith(gateway, 'role.changed', email), email),
    (found) => found.some(({ why }) => why === 'promoted'),
  );
  expect(moves.find(({ why }) => why === 'promoted')).toMatchObject({ from: ['agent'], to: roles });
  twilio.faults.reset();
  await logIn(gateway, { email, roles });
  const all = await eventually(
    async () => about(await auditWith(gateway, 'role.changed', email), email),
    (found) => JSON.stringify(found).includes('service role supervisor'),
  );
  const changes = all.filter(({ kind }) => kind === 'role.changed').map(({ from, to }) => [from, to]);
  expect(changes).toEqual([
    [[], ['agent']],
    [['agent'], roles],
    [['service role agent'], ['service role supervisor']],
  ]);
});

test('a login that changes nothing is told once', async () => {
  const email = 'same@corp.example';
  await logIn(gateway, { email });
  await auditWith(gateway, 'role.changed', email);
  await logIn(gateway, { email });
  const records = await eventually(
    async () => about(await auditWith(gateway, 'login.granted', email), email),
    (found) => found.filter(({ kind }) => kind === 'login.granted').length === 2,
  );
  const kinds = records.map(({ kind }) => String(kind));
  expect(kinds.toSorted((a, b) => a.localeCompare(b))).toEqual(['login.granted', 'login.granted', 'role.changed']);
});

test.each([
  {
    title: 'a verified person without a role',
    roles: ['nonsense'],
    options: {},
    code: 'ROLE_NOT_GRANTED',
    named: true,
  },
  {
    title: 'a forged response',
    roles: ['agent'],
    options: { sign: 'none' as const },
    code: 'SAML_SIGNATURE_MISSING',
    named: false,
  },
])(
  '$title: refused, with the code; a name only where the IdP vouched for it',
  async ({ roles, options, code, named }) => {
    const email = `${code.toLowerCase()}@corp.example`;
    await postToAcs(gateway, responseFor({ email, roles }, options));
    const records = await eventually(
      () => auditWith(gateway, 'login.refused'),
      (all) => all.some(({ why }) => why === code),
    );
    const record = records.find(({ why }) => why === code);
    expect(record).toMatchObject({ kind: 'login.refused', connection: 'okta' });
    expect(record?.['subject']).toBe(named ? email : undefined);
    expect(record?.['by']).toMatch(named ? /^assertion:[\w-]{22}$/ : /^anonymous$/);
  },
);

test('a path that names no connection puts nothing of itself into the audit', async () => {
  await postToAcs(gateway, responseFor(), { connection: 'no-such-idp' });
  const records = await eventually(
    () => auditWith(gateway, 'login.refused'),
    (all) => all.some(({ why }) => why === 'SAML_CONNECTION_UNKNOWN'),
  );
  expect(records.find(({ why }) => why === 'SAML_CONNECTION_UNKNOWN')).toMatchObject({ connection: 'unknown' });
  expect(JSON.stringify(records)).not.toContain('no-such-idp');
});

test('the whole chain verifies over HTTP, page by page, and ends at the head that is told', async () => {
  const records: AuditRecord[] = [];
  let after = 0;
  let head: unknown;
  for (;;) {
    const { json } = await asAdmin(gateway, 'GET', `/api/admin/audit?after=${after}&limit=3`);
    records.push(...(json['records'] as AuditRecord[]));
    head = json['head'];
    if (json['next'] === undefined) break;
    after = json['next'] as number;
  }
  expect(records.length).toBeGreaterThan(5);
  // Without a word on it in the configuration.
  const keys = auditKeysOf([twilio.apiKey.secret]);
  expect(verifyChain(records, { head: head as { seq: number; hash: string }, keys })).toMatchObject({
    ok: true,
    unkeyed: 0,
    firstSeq: 1,
  });
});

test('nothing of an assertion, a cookie or a token is in it', async () => {
  const { cookie } = await logIn(gateway, { email: 'secret@corp.example', more: [['phone', ['+15550001111']]] });
  const text = JSON.stringify(await auditWith(gateway, 'login.granted', 'secret@corp.example'));
  for (const secret of [cookie.split('=')[1] ?? 'none', '+15550001111', '_assertion-', 'an-admin-token']) {
    expect(text).not.toContain(secret);
  }
});

test('an audit that fails refuses nobody: the record goes to the log, whole', async () => {
  const store = createMemoryStore({ clock: Date.now });
  const failing = {
    ...store.audit,
    append: () => Promise.reject(new Refusal('STORE_UNAVAILABLE', { operation: 'audit.append', reason: 'full' })),
  };
  const other = await aGateway({ twilio, ports: { store: { ...store, audit: failing } } });
  try {
    await logIn(other, { email: 'unaudited@corp.example' });
    const lines = await eventually(
      async () => other.log.lines.filter(({ level }) => level === 'error'),
      (found) => found.some(({ fields }) => JSON.stringify(fields).includes('login.granted')),
    );
    expect(lines[0]?.fields).toMatchObject({ audit: { subject: 'unaudited@corp.example' } });
  } finally {
    await other.close();
  }
});
