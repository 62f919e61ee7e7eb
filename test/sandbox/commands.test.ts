import { startSandbox, type Sandbox } from '../../src/sandbox/start.ts';
import { flexgate } from '../support/flexgate-cli.ts';
import { freePort } from '../support/free-port.ts';
import { inShell } from '../support/in-shell.ts';
import { unescapeHtml } from './idp/running-idp.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  const [port, idpPort, twilioPort] = [await freePort(), await freePort(), await freePort()];
  sandbox = await startSandbox({ port, idpPort, twilioPort, host: '127.0.0.1', environment: 'sandbox' });
});
afterAll(() => sandbox.close());

test('the start page shows both commands, and where the management API is', async () => {
  const page = unescapeHtml(await (await fetch(sandbox.url)).text());
  expect(page).toContain(`${sandbox.idp.url}/api/v1`);
  expect(page).toContain(`>${sandbox.idp.apiToken}<`);
  const shown = [...page.matchAll(/<pre class="code">([^<]+)<\/pre>/g)].map(([, command]) => command);
  expect(shown).toEqual([sandbox.verifyCommand, sandbox.setupCommand]);
});

test('the one that compares finds nothing wrong with the sandbox as it starts', async () => {
  const { code, out } = await inShell(sandbox.verifyCommand);
  expect([code, out]).toEqual([0, expect.stringContaining('Flexgate')]);
});

test('the one that sets up shows its plan and makes nothing; with --yes it makes the app, and then has nothing to do', async () => {
  const labels = async (): Promise<readonly string[]> => {
    const headers = { authorization: `SSWS ${sandbox.idp.apiToken}` };
    const apps = (await (await fetch(`${sandbox.idp.url}/api/v1/apps`, { headers })).json()) as { label: string }[];
    return apps.map(({ label }) => label);
  };
  const planned = await inShell(sandbox.setupCommand);
  expect([planned.code, planned.out]).toEqual([0, expect.stringContaining('+ create the SAML app “Flexgate-2”')]);
  expect(await labels()).toEqual(['Flexgate']);
  const made = await inShell(sandbox.setupCommand.replace('--plan', '--yes'));
  expect([made.code, made.out]).toEqual([0, expect.stringContaining('steps done')]);
  expect(await labels()).toEqual(['Flexgate', 'Flexgate-2']);
  expect((await inShell(sandbox.setupCommand)).out).toContain('nothing to do');
});

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
