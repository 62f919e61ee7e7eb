import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../../src/sandbox/start.ts';
import { flexgate } from '../support/flexgate-cli.ts';
import { freePort } from '../support/free-port.ts';
import { unescapeHtml } from './idp/running-idp.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  const [port, idpPort, twilioPort] = [await freePort(), await freePort(), await freePort()];
  sandbox = await startSandbox({ port, idpPort, twilioPort, host: '127.0.0.1', environment: 'sandbox' });
}, 60_000);
afterAll(() => sandbox.close());

const inShell = (command: string): Promise<{ code: number; out: string }> =>
  new Promise((resolve) => {
    execFile('/bin/sh', ['-c', command], { cwd: join(__dirname, '../..') }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), out: stdout + stderr }),
    );
  });

test('the command that the start page shows finds nothing wrong with the sandbox as it starts', async () => {
  const page = unescapeHtml(await (await fetch(sandbox.url)).text());
  expect(page).toContain(`${sandbox.idp.url}/api/v1`);
  const command = /<pre class="code">([^<]+)<\/pre>/.exec(page)?.[1] ?? '';
  expect(command).toBe(sandbox.verifyCommand);
  const { code, out } = await inShell(command);
  expect([code, out]).toEqual([0, expect.stringContaining('Flexgate')]);
}, 60_000);

test('a mistake made through the management API is what it then finds', async () => {
  const env = Object.fromEntries(
    sandbox.verifyCommand
      .split(' ')
      .filter((word) => word.includes('='))
      .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  );
  const api = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${sandbox.idp.url}/api/v1${path}`, {
      method,
      headers: { authorization: `SSWS ${sandbox.idp.apiToken}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const [app] = (await (await api('GET', '/apps?q=Flexgate')).json()) as {
    id: string;
    settings: { signOn: object };
  }[];
  if (app === undefined) throw new Error('no app');
  const signOn = { ...app.settings.signOn, audience: 'urn:other' };
  await api('PUT', `/apps/${app.id}`, { ...app, settings: { ...app.settings, signOn } });
  const verified = await flexgate(['okta', 'verify', '--config', 'config/sandbox.yaml'], { env, now: Date.now() });
  expect([verified.code, verified.out]).toEqual([1, expect.stringContaining('urn:other')]);
  await api('PUT', `/apps/${app.id}`, app);
});
