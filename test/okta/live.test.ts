import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { anOktaOrg } from '../support/an-okta-org.ts';

/** `npm run test:okta`, against the stand-in: the script for a real org must not rot. */
async function liveTest(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; out: string; err: string }> {
  const { PATH = '' } = process.env;
  const child = spawn(
    process.execPath,
    ['-r', './test/support/run-typescript.cjs', 'test/okta/live.okta.ts', ...argv],
    {
      env: { PATH, ...env },
    },
  );
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

test('without an org it says what it needs and does nothing', async () => {
  const { code, out, err } = await liveTest(['--yes'], {});
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('set OKTA_ORG and OKTA_API_TOKEN');
});

describe('with the stand-in', () => {
  test('it tells first what it will do, and does it only after a yes', async () => {
    const org = await anOktaOrg();
    const { code, out, err } = await liveTest([], org.env);
    expect({ code, err }).toEqual({ code: 2, err: '\nGive --yes, or CONFIRM=1, to do it.\n' });
    expect(out).toContain(`This will, in ${org.idp.url}:`);
    expect(await org.api('GET', '/apps')).toEqual([]);
    await org.close();
  });

  test('it sets the app up, signs on, checks the worker and leaves nothing behind', async () => {
    const org = await anOktaOrg();
    const [users, groups] = [await org.api('GET', '/users'), await org.api<unknown[]>('GET', '/groups')];
    const { code, out } = await liveTest([], { ...org.env, CONFIRM: '1' });
    expect(out).toContain('The live test passed.');
    expect(code).toBe(0);
    expect(out).not.toContain(org.idp.apiToken);
    expect(await org.api('GET', '/apps')).toEqual([]);
    expect(await org.api<{ id: string }[]>('GET', '/users')).toHaveLength((users as unknown as unknown[]).length);
    expect(await org.api<unknown[]>('GET', '/groups')).toHaveLength(groups.length);
    await org.close();
  });
});
