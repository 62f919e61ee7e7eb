import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { anOktaOrg, type RunningOrg } from '../support/an-okta-org.ts';

/** `npm run test:okta`, against the stand-in: the script for a real org must not rot. */
async function liveTest(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  interruptAt?: string,
): Promise<{ code: number | null; out: string; err: string }> {
  const { PATH = '' } = process.env;
  const child = spawn(
    process.execPath,
    ['-r', './test/support/run-typescript.cjs', 'test/okta/live.okta.ts', ...argv],
    {
      env: { PATH, ...env },
    },
  );
  if (interruptAt !== undefined) {
    const look = (chunk: Buffer): void => {
      if (!chunk.toString().includes(interruptAt)) return;
      child.stdout.off('data', look);
      child.kill('SIGINT');
    };
    child.stdout.on('data', look);
  }
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

test('without an org it says what it needs and does nothing', async () => {
  const { code, out, err } = await liveTest(['--yes'], {});
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('set OKTA_ORG and OKTA_API_TOKEN');
});

describe('with the stand-in', () => {
  let org: RunningOrg;
  beforeEach(async () => {
    org = await anOktaOrg();
  });
  afterEach(() => org.close());

  test('it tells first what it will do, and does it only after a yes', async () => {
    const { code, out, err } = await liveTest([], org.env);
    expect({ code, err }).toEqual({ code: 2, err: '\nGive --yes, or CONFIRM=1, to do it.\n' });
    expect(out).toContain(`This will, in ${org.idp.url}:`);
    expect(await org.labels()).toEqual([]);
  });

  test('it sets the app up, signs on, checks the worker and leaves nothing behind', async () => {
    const people = async (): Promise<readonly unknown[]> => [
      ...(await org.api<unknown[]>('GET', '/users')),
      ...(await org.api<unknown[]>('GET', '/groups?limit=200')),
    ];
    const before = await people();
    const { code, out, err } = await liveTest([], { ...org.env, CONFIRM: '1' });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('The live test passed.');
    expect(out).not.toContain(org.idp.apiToken);
    expect(await org.labels()).toEqual([]);
    expect(await people()).toHaveLength(before.length);
  });

  test('Ctrl-C in the middle: it removes what it made, and says that it failed', async () => {
    const { code, out, err } = await liveTest(['--yes'], org.env, '$ flexgate okta setup');
    expect(code).toBe(1);
    expect(err).toBe('SIGINT: stopping; what was made is removed first\nthe test was stopped\n');
    expect(out.match(/^removed: (app|user|group) /gm)).toHaveLength(3);
    expect(await org.labels()).toEqual([]);
  });
});
