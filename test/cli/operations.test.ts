import { randomUUID } from 'node:crypto';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aFolder } from '../support/a-folder.ts';
import { aGateway, aTwilioStandIn, configText } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { logIn, postToAcs, responseFor } from '../support/a-login.ts';
import { CHAIN_START } from '../../src/audit/audit-record.ts';
import type { AuditRecord } from '../../src/audit/audit-record.ts';
import { linkAll } from '../../src/audit/chain.ts';
import { asAdmin, auditWith } from '../support/admin-calls.ts';
import { flexgate } from '../support/flexgate-cli.ts';
import type { CliRun } from '../support/flexgate-cli.ts';
import { eventually } from '../support/store-eventually.ts';

let twilio: TwilioStandIn;
let gateway: RunningGateway;
const folder = aFolder();
const keyPrefix = `t:${randomUUID().slice(0, 8)}:`;
let people = 0;

const someone = (): string => `cli-${(people += 1)}@corp.example`;
const run = (
  argv: readonly string[],
  more: { input?: string; reply?: string; now?: number; watched?: boolean } = {},
): Promise<CliRun> =>
  flexgate(argv, { env: { FLEXGATE_CONFIG: folder.path('flexgate.yaml'), USER: 'olga' }, now: Date.now(), ...more });
const worker = (email: string) => twilio.workers().find(({ friendly_name: name }) => name === email);
const isListed = (email: string) =>
  eventually(
    async () => (await run(['subjects', '--json'])).out,
    (out) => out.includes(email),
  );

beforeAll(async () => {
  twilio = await aTwilioStandIn();
  const options = { twilio, store: `redis+unix://${process.env['REDIS_TEST_URL']}`, keyPrefix };
  gateway = await aGateway(options);
  folder.write('flexgate.yaml', configText(options));
});
afterAll(async () => {
  await gateway.close();
  await twilio.close();
  folder.remove();
});

describe('flexgate deprovision', () => {
  test('takes a list of people out, tells each step, and the audit names who did it', async () => {
    const emails = [someone(), someone()];
    for (const email of emails) await logIn(gateway, { email });
    const input = `# leavers of November\n${emails.join('\n')}\n\n${emails[0]}\n`;
    const { code, json } = await run(['deprovision', '--list', '-', '--reason', 'left', '--yes', '--json'], { input });
    expect(code).toBe(0);
    expect(json()).toMatchObject({
      ok: true,
      people: emails.map((username) => ({ username, ok: true, steps: expect.arrayContaining([expect.anything()]) })),
    });
    for (const email of emails) {
      expect(worker(email)).toBeUndefined();
      expect((await postToAcs(gateway, responseFor({ email }))).status).toBe(403);
    }
    expect(await auditWith(gateway, 'subject.deprovisioned', emails[1])).toContainEqual(
      expect.objectContaining({ subject: emails[1], by: 'operator:command line, olga', why: 'left' }),
    );
  });

  test('a dry run needs no reason and no yes, and changes nothing', async () => {
    const email = someone();
    await logIn(gateway, { email });
    const { code, out } = await run(['deprovision', email, '--dry-run']);
    expect(code).toBe(0);
    expect(out).toMatch(/worker +planned/);
    expect(worker(email)).toBeDefined();
    expect((await asAdmin(gateway, 'GET', `/api/admin/subjects/${email}`)).json).toMatchObject({ blocked: null });
  });

  test('a dry run for a list looks at everybody, writes nothing, and shows how far it is at a terminal only', async () => {
    const emails = [someone(), someone(), someone()];
    for (const email of emails) await logIn(gateway, { email });
    twilio.clear();
    const argv = ['deprovision', '--list', '-', '--dry-run', '--json'];
    const watched = await run(argv, { input: emails.join('\n'), watched: true });
    expect(watched).toMatchObject({ code: 0 });
    expect(watched.json()).toMatchObject({ dry_run: true, people: emails.map((username) => ({ username, ok: true })) });
    const shown = ['1 of 3', '2 of 3', '3 of 3'].map((step) => watched.err.indexOf(step));
    expect(shown).not.toContain(-1);
    expect(shown.toSorted((a, b) => a - b)).toEqual(shown);
    expect((await run(argv, { input: emails.join('\n') })).err).not.toContain('of 3');
    expect(twilio.requests().filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('exits with 1 where a step failed, and says which', async () => {
    const email = someone();
    await logIn(gateway, { email });
    twilio.faults.failNext({ method: 'DELETE', status: 400 });
    const { code, out } = await run(['deprovision', email, '--reason', 'left', '--yes']);
    expect(code).toBe(1);
    expect(out).toMatch(/worker +failed/);
    expect((await run(['deprovision', email, '--reason', 'left', '--yes'])).code).toBe(0);
  });

  test.each([
    { title: 'nobody', argv: ['deprovision', '--reason', 'x', '--yes'], code: 'COMMAND_INVALID' },
    { title: 'no reason', argv: ['deprovision', 'a@b.example', '--yes'], code: 'COMMAND_INVALID' },
    {
      title: 'no terminal and no --yes',
      argv: ['deprovision', 'a@b.example', '--reason', 'x'],
      code: 'CONFIRMATION_REQUIRED',
    },
    {
      title: 'a list that is not there',
      argv: ['deprovision', '--list', '/nowhere', '--reason', 'x'],
      code: 'FILE_UNREADABLE',
    },
  ])('$title: refused with $code, nothing is done', async ({ argv, code }) => {
    const ran = await run(argv);
    expect(ran.code).not.toBe(0);
    expect(ran.err).toContain(code);
    expect(ran.out).toBe('');
  });

  test('a no at the terminal leaves everything as it is', async () => {
    const email = someone();
    await logIn(gateway, { email });
    const ran = await run(['deprovision', email, '--reason', 'left'], { reply: 'n' });
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('CONFIRMATION_REQUIRED');
    expect(worker(email)).toBeDefined();
  });
});

test('flexgate block and unblock: each person by itself, exit code 1 where one failed', async () => {
  const email = someone();
  const { cookie } = await logIn(gateway, { email });
  const blocked = await run(['block', email, '', '--reason', 'lost badge', '--json']);
  expect(blocked.code).toBe(1);
  expect(blocked.json()).toMatchObject({
    people: [
      { username: email, result: 'done' },
      { username: '', result: 'failed', code: 'USERNAME_INVALID' },
    ],
  });
  expect((await fetch(`${gateway.url}/api/session`, { headers: { cookie } })).status).toBe(401);
  const unblocked = await run(['unblock', email, '--reason', 'found it']);
  expect(unblocked).toMatchObject({ code: 0, out: expect.stringContaining('done') });
  await logIn(gateway, { email });
});

test('flexgate subjects lists people, and with --stale-days only those long away', async () => {
  const email = someone();
  await logIn(gateway, { email });
  await isListed(email);
  const { out } = await run(['subjects']);
  expect(out).toMatch(new RegExp(`${email} +\\d{4}-.+ +in Flex +agent`));
  expect((await run(['subjects', '--stale-days', '30', '--json'])).json()).toEqual({ subjects: [] });
  expect((await run(['subjects', '--stale-days', 'x'])).err).toContain('COMMAND_INVALID');
});

test('who did not log in for N days is stale once the days are full, and not before', async () => {
  const email = someone();
  await logIn(gateway, { email });
  await isListed(email);
  const later = Date.now() + 30 * 86_400_000;
  const stale = async (days: number): Promise<boolean> =>
    (await run(['subjects', '--stale-days', `${days}`, '--json'], { now: later })).out.includes(email);
  expect(await stale(30)).toBe(true);
  expect(await stale(31)).toBe(false);
});

describe('flexgate plan', () => {
  interface PlanJson {
    readonly changed: readonly { readonly username: string }[];
    readonly unknown: readonly { readonly username: string }[];
  }
  const of = (email: string, answer: CliRun) => {
    const { changed, unknown } = answer.json() as PlanJson;
    return [...changed, ...unknown].filter(({ username }) => username === email);
  };

  test('tells what a lower ceiling does to somebody who logged in, and nothing under the rules of now', async () => {
    const email = someone();
    await logIn(gateway, { email, roles: ['admin', 'wfo.full_access'] });
    await isListed(email);
    expect(of(email, await run(['plan', '--json']))).toEqual([]);
    const options = { twilio, store: `redis+unix://${process.env['REDIS_TEST_URL']}`, keyPrefix };
    const lower = folder.write('lower.yaml', configText({ ...options, connection: 'roles: { ceiling: supervisor }' }));
    const lowered = await run(['plan', '--config', lower, '--json']);
    expect(lowered.code).toBe(3);
    expect(of(email, lowered)).toMatchObject([
      {
        change: 'loses access',
        why: { after: expect.arrayContaining([expect.stringContaining('supervisor is the highest role')]) },
      },
    ]);
  });
});

describe('flexgate reconcile', () => {
  const editRoles = async (email: string, roles: readonly string[]): Promise<void> => {
    const authorization = `Basic ${Buffer.from(`${twilio.apiKey.sid}:${twilio.apiKey.secret}`).toString('base64')}`;
    const attributes = { ...(JSON.parse(worker(email)?.attributes ?? '{}') as object), roles };
    await fetch(`${twilio.url}/taskrouter/v1/Workspaces/${twilio.workspaceSid}/Workers/${worker(email)?.sid}`, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams({ Attributes: JSON.stringify(attributes) }),
    });
  };

  test('--all tells edits with exit code 1, repairs them with 0, and leaves the rest alone', async () => {
    const email = someone();
    await logIn(gateway, { email });
    await isListed(email);
    await editRoles(email, ['admin']);
    const told = await run(['reconcile', '--all']);
    expect(told.code).toBe(1);
    expect(told.out).toMatch(new RegExp(`${email}: left\n +security .*admin instead of agent`));
    const repaired = await run(['reconcile', '--all', '--policy', 'repair', '--json']);
    expect(repaired.json()).toMatchObject({ counts: { 'roles-raised': 1 } });
    expect(JSON.parse(worker(email)?.attributes ?? '{}')).toMatchObject({ roles: ['agent'] });
    expect(await run(['reconcile', email])).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 person compared, 0'),
    });
  });

  test.each([
    [['reconcile'], 'COMMAND_INVALID'],
    [['reconcile', '--all', 'a@b.example'], 'COMMAND_INVALID'],
    [['reconcile', '--all', '--policy', 'delete'], 'COMMAND_INVALID'],
    [['reconcile', 'nobody@corp.example'], 'SUBJECT_UNKNOWN'],
  ])('%p is refused with %s', async (argv, code) => {
    expect(await run(argv)).toMatchObject({ code: expect.any(Number), err: expect.stringContaining(code) });
  });
});

describe('flexgate audit', () => {
  const exported = async (): Promise<readonly string[]> => {
    const { code, out } = await run(['audit', 'export']);
    expect(code).toBe(0);
    return out.trimEnd().split('\n');
  };

  test('an export verifies by itself, and so does the store', async () => {
    await logIn(gateway, { email: someone() });
    const lines = await exported();
    const fromFile = await run(['audit', 'verify', '-', '--json'], { input: lines.join('\n') });
    expect(fromFile.json()).toMatchObject({ ok: true, records: lines.length, firstSeq: 1, anchor: '0'.repeat(64) });
    const fromStore = await run(['audit', 'verify']);
    expect(fromStore).toMatchObject({ code: 0, out: expect.stringContaining('the chain holds') });
    expect(fromStore.out).toContain('the chain is whole');
  });

  test('an altered record, and one that was taken out, are named; exit code 1', async () => {
    const lines = [...(await exported())];
    const altered = lines.map((line, index) => (index === 2 ? line.replace('"by":"', '"by":"x') : line));
    const first = await run(['audit', 'verify', '-'], { input: altered.join('\n') });
    expect(first).toMatchObject({ code: 1, out: expect.stringContaining('record 3 was altered') });
    const gap = await run(['audit', 'verify', '-'], { input: lines.toSpliced(2, 1).join('\n') });
    expect(gap).toMatchObject({ code: 1, out: expect.stringContaining('record 3 is missing') });
  });

  test('a part is anchored in what came before it', async () => {
    const lines = await exported();
    const { hash } = JSON.parse(lines[1] ?? '{}') as { hash: string };
    const input = lines.slice(2).join('\n');
    expect(await run(['audit', 'verify', '-', '--anchor', hash], { input })).toMatchObject({ code: 0 });
    const other = await run(['audit', 'verify', '-', '--anchor', '1'.repeat(64)], { input });
    expect(other).toMatchObject({ code: 1, out: expect.stringContaining('does not follow the anchor') });
  });

  test('heads that were noted down in a log must still be in the chain', async () => {
    const lines = await exported();
    const { seq, hash } = JSON.parse(lines[1] ?? '{}') as AuditRecord;
    const aNote = (name: string, note: object): string =>
      folder.write(name, `not JSON\n${JSON.stringify({ level: 30, ...note })}\n`);
    const same = await run(['audit', 'verify', '--noted', aNote('same.log', { seq, hash })]);
    expect(same).toMatchObject({ code: 0, out: expect.stringContaining('1 noted head compared') });
    const other = await run(['audit', 'verify', '--noted', '-'], { input: `{"seq":2,"hash":"${'a'.repeat(64)}"}` });
    expect(other).toMatchObject({ code: 1, out: expect.stringContaining('record 2 is not the one that was noted') });
    const none = await run(['audit', 'verify', '--noted', aNote('none.log', { seq })]);
    expect(none).toMatchObject({ code: 1, err: expect.stringMatching(/FILE_INVALID[\s\S]*none is JSON/) });
  });

  test('says that the chain is keyed; one that is not fails, unless it is said to be older than keys', async () => {
    const lines = await exported();
    const input = lines.join('\n');
    expect(await run(['audit', 'verify'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('keyed: nobody without the key can have made it'),
    });
    const rebuilt = linkAll(
      lines.map((line) => {
        const { hash: _hash, previous: _previous, keyId: _keyId, ...entry } = JSON.parse(line) as AuditRecord;
        return entry;
      }),
      CHAIN_START,
      undefined,
    ).map((record) => JSON.stringify(record));
    const unkeyed = await run(['audit', 'verify', '-'], { input: rebuilt.join('\n') });
    expect(unkeyed).toMatchObject({ code: 1, out: expect.stringContaining('record 1 is unkeyed: whoever can write') });
    expect(unkeyed.out).toMatch(/Only a release before audit keys[^\n]*--allow-unkeyed/);
    const allowed = await run(['audit', 'verify', '-', '--allow-unkeyed'], { input: rebuilt.join('\n') });
    expect(allowed).toMatchObject({ code: 0, out: expect.stringContaining('unkeyed: whoever can write') });
    const goneOn = [...lines.slice(0, 1), ...rebuilt.slice(1)].join('\n');
    const downgraded = await run(['audit', 'verify', '-', '--allow-unkeyed'], { input: goneOn });
    expect(downgraded).toMatchObject({ code: 1, out: expect.stringContaining('record 2 is unkeyed, though') });

    const elsewhere = await flexgate(['audit', 'verify', '-'], { input, env: {} });
    expect(elsewhere).toMatchObject({ code: 1, out: expect.stringContaining('is not at hand: set audit.key') });
  });

  test('with a key of its own, records from before it need what stood in for it', async () => {
    const input = (await exported()).join('\n');
    const key = 'a key of the audit alone, for tests';
    const verify = (name: string, audit: string) => {
      const file = folder.write(name, configText({ twilio, top: `audit: ${audit}` }));
      return flexgate(['audit', 'verify', '-', '--json'], { input, env: { FLEXGATE_CONFIG: file } });
    };
    const alone = await verify('keyed.yaml', `{ key: '${key}' }`);
    expect(alone).toMatchObject({ code: 1 });
    expect(alone.json()).toMatchObject({ problem: { kind: 'unknown-key', seq: 1 } });
    const both = await verify('former.yaml', `{ key: '${key}', formerKeys: ['${twilio.apiKey.secret}'] }`);
    expect(both.json()).toMatchObject({ ok: true, unkeyed: 0 });
    expect(both.out + alone.out + both.err + alone.err).not.toContain(key);
    const short = await verify('short.yaml', `{ key: 'too-short' }`);
    expect(short).toMatchObject({ err: expect.stringMatching(/CONFIG_INVALID[\s\S]*audit\.key[\s\S]*24 characters/) });
  });

  test('a line that is no record is refused with its number', async () => {
    const ran = await run(['audit', 'verify', '-'], { input: '{"seq":1}\n' });
    expect(ran).toMatchObject({ code: 1, err: expect.stringMatching(/FILE_INVALID[\s\S]*line 1/) });
  });
});

test('commands over a store in memory say why they cannot', async () => {
  const file = folder.write('memory.yaml', configText({ twilio }));
  for (const argv of [
    ['block', 'a@b.example', '--reason', 'x'],
    ['subjects'],
    ['audit', 'export'],
    ['reconcile', '--all'],
  ]) {
    const ran = await flexgate(argv, { env: { FLEXGATE_CONFIG: file } });
    expect(ran.err).toMatch(/COMMAND_INVALID[\s\S]*lives inside the gateway/);
  }
});

describe('a name that nobody has ever logged in by', () => {
  const aTypo = async (): Promise<{ email: string; typo: string }> => {
    const email = someone();
    await logIn(gateway, { email });
    await isListed(email);
    return { email, typo: email.replace('corp', 'crop') };
  };

  test.each([
    { argv: ['block'], says: 'blocked anyway' },
    { argv: ['deprovision', '--yes'], says: 'blocked anyway' },
    { argv: ['deprovision', '--dry-run'], says: 'would block' },
  ])('$argv: done, with a warning and the name that was meant', async ({ argv, says }) => {
    const { email, typo } = await aTypo();
    const ran = await run([...argv, typo, '--reason', 'left']);
    expect(ran.code).toBe(0);
    expect(ran.err).toContain(`Warning: nobody has ever logged in as “${typo}”; `);
    expect(ran.err).toContain(says);
    expect(ran.err).toMatch(/Did you mean “cli-\d+@corp\.example”\?/);
    expect((await run(['block', email, '--reason', 'x'])).err).not.toContain('Warning');
  });

  test('unblock: failed, with the same warning', async () => {
    const { typo } = await aTypo();
    const ran = await run(['unblock', typo, '--reason', 'back']);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain(`nobody has ever logged in as “${typo}”; there is nothing to unblock`);
  });
});
