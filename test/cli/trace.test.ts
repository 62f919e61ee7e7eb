import { randomBytes } from 'node:crypto';
import { connectStore } from '../../src/store/connect.redis.ts';
import { createRedisStore } from '../../src/store/store.redis.ts';
import { createTraces } from '../../src/traces/trace-recorder.ts';
import type { Traces } from '../../src/traces/trace-recorder.ts';
import type { Trace } from '../../src/traces/trace.ts';
import { judge } from '../../src/roles/decide.ts';
import { aConfigFile } from '../support/a-config-file.ts';
import { aFolder } from '../support/a-folder.ts';
import { anaWith, aPolicy } from '../support/a-policy.ts';
import { flexgate } from '../support/flexgate-cli.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let folder: ReturnType<typeof aFolder>;
let config: readonly string[];
const keyPrefix = `cli-${randomBytes(4).toString('hex')}:`;

beforeEach(() => {
  folder = aFolder();
  const text = aConfigFile().replace(/store: .*/, `store: { url: '${storeUrl()}', keyPrefix: '${keyPrefix}' }`);
  config = ['--config', folder.write('flexgate.yaml', text)];
});
afterEach(() => folder.remove());

function storeUrl(): string {
  const given = process.env['REDIS_TEST_URL'] ?? '';
  return given.includes('://') ? given : `redis+unix://${given}`;
}

async function recorded(values: 'shown' | 'names-only', act: (traces: Traces) => Promise<Trace>): Promise<Trace> {
  const store = createRedisStore({
    connection: connectStore({ url: storeUrl(), timeoutMs: 5_000, keyPrefix, log }),
    clock: Date.now,
  });
  try {
    const traces = createTraces({
      records: store.records,
      clock: () => 0,
      randomBytes,
      log,
      settings: { ttlMs: 60_000, values },
    });
    return await act(traces);
  } finally {
    await store.close();
  }
}

const record = (values: 'shown' | 'names-only', roles: string): Promise<Trace> =>
  recorded(values, (traces) => {
    const draft = traces.begin('okta');
    const attributes = anaWith(roles);
    draft.received(attributes);
    const { explanation } = judge({ username: 'ana', attributes, policy: aPolicy() });
    draft.found({ username: 'ana', explanation });
    draft.step('verify', 'passed', 'signature of response');
    return draft.finish('granted');
  });

test('trace shows a logout message of the IdP that was refused, and what it said', async () => {
  const { id } = await recorded('shown', (traces) => {
    const draft = traces.begin('okta', 'logout');
    draft.received(new Map([['NameID', ['out@corp.example']]]));
    draft.step('end', 'refused', 'SAML_LOGOUT_INVALID: The logout message was refused');
    return draft.finish('refused', { code: 'SAML_LOGOUT_INVALID', detail: 'it was used already.' });
  });
  const { code, out } = await flexgate(['trace', id, ...config]);
  expect(code).toBe(0);
  expect(out).toContain('logout by the IdP: nobody: refused SAML_LOGOUT_INVALID');
  expect(out).toContain('it was used already.');
  expect(out).toContain('NameID: out@corp.example');
});

test.each([{ colours: false }, { colours: true }])(
  'what anybody put into a trace moves no cursor and sets no title, colours: $colours',
  async ({ colours }) => {
    const hostile = '\u001B[2J\u001B]0;owned\u0007\u009B8m\u202Egnp\r';
    const { id } = await recorded('shown', (traces) => {
      const draft = traces.begin(hostile);
      draft.received(new Map([[hostile, [hostile]]]));
      draft.found({ username: hostile, redirect: `https://a.example/${hostile}` });
      draft.step('verify', 'refused', hostile);
      return draft.finish('refused', { code: 'SAML_SHAPE', detail: hostile });
    });
    const unsafe = /(?!\n)[\p{Cc}\p{Bidi_Control}]/u;
    const { out } = await flexgate(['trace', id, ...config], { colours });
    expect(out.replaceAll(/\p{Cc}\[(?:1|22|31|39)m/gu, '')).not.toMatch(unsafe);
    expect(out).toContain('connection \\u{1b}[2J');
    const json = await flexgate(['trace', id, ...config, '--json'], { colours });
    expect(json.out).not.toMatch(unsafe);
    expect(json.json()).toMatchObject({ connection: hostile, username: hostile });
  },
);

test('trace shows the steps of a recorded login', async () => {
  const { id } = await record('names-only', 'supervisor');
  const { code, out, err } = await flexgate(['trace', id, ...config]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(`${id}  1970-01-01T00:00:00.000Z  connection okta`);
  expect(out).toMatch(/^verify +0 +passed +signature of response$/m);
  expect(out).toContain('roles: (10 characters)');
  const json = await flexgate(['trace', id, ...config, '--json']);
  expect(json.json()).toMatchObject({ id, outcome: 'granted', steps: [{ step: 'verify' }] });
});

test('explain decides a recorded login anew where its values were kept', async () => {
  const { id } = await record('shown', 'supervisor');
  const run = await flexgate(['explain', '--trace', id, ...config, '--json']);
  expect(run.code).toBe(0);
  expect(run.json()).toMatchObject({
    caution: expect.stringContaining('Decided anew'),
    username: 'ana',
    assignment: { flexRole: 'supervisor', explanation: { connection: 'okta' } },
  });
});

test('explain shows what was decided then where only names were kept', async () => {
  const { id } = await record('names-only', 'supervisor');
  const { code, out } = await flexgate(['explain', '--trace', id, ...config]);
  expect(code).toBe(0);
  expect(out).toMatch(/^The trace kept no values/);
  expect(out).toContain('supervisor is granted');
});

test('a trace that is not kept is not there', async () => {
  const { code, err } = await flexgate(['trace', 'bako-timo-sero-lafi', ...config]);
  expect(code).toBe(1);
  expect(err).toMatch(/^TRACE_UNKNOWN: No such trace\n/);
});

test.each(['not a trace', '__proto__', 'bakotimoserolafi', 'bako-timo-sero'])(
  '“%s” is no trace id, which is said with how ids look',
  async (id) => {
    for (const argv of [
      ['trace', id],
      ['explain', '--trace', id],
    ]) {
      const { code, err } = await flexgate([...argv, ...config]);
      expect(code).toBe(1);
      expect(err).toMatch(/^TRACE_ID_INVALID: This is not a trace id\n/);
      expect(err).toContain(`“${id}”`);
      expect(err).toContain('such as bako-timi-sero-lafi');
    }
  },
);

test('a store that is away is told by its code, with the cause and where to look, not in the words of a page', async () => {
  const file = folder.write('away.yaml', aConfigFile().replace(/store: .*/, 'store: redis+unix:///nowhere/redis.sock'));
  const { code, err } = await flexgate(['trace', 'bako-timo-sero-lafi', '--config', file]);
  expect(code).toBe(1);
  expect(err).toMatch(
    /^STORE_UNAVAILABLE: The session store does not answer\n \S+: connection refused\. Check the address/,
  );
  expect(err).not.toMatch(/Try again|Operators:/);
});

test('the memory of a running gateway is out of reach, which is told', async () => {
  const file = folder.write('memory.yaml', aConfigFile().replace(/store: .*/, 'store: memory'));
  const { code, err } = await flexgate(['trace', 'bako-timo-sero-lafi', '--config', file]);
  expect(code).toBe(2);
  expect(err).toContain('`store: memory` lives inside the gateway');
});
