import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { sandboxBanner } from '../../src/sandbox/banner.ts';
import { freePort } from '../support/free-port.ts';
import { inShell } from '../support/in-shell.ts';

let child: ChildProcess;
let banner: string;
let ports: readonly [gateway: number, idp: number, twilio: number];

beforeAll(async () => {
  ports = [await freePort(), await freePort(), await freePort()];
  const [port, idpPort, twilioPort] = ports;
  const started = spawn(process.execPath, ['dist/cli/main.js', 'sandbox'], {
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      FLEXGATE_SANDBOX_IDP_PORT: String(idpPort),
      FLEXGATE_SANDBOX_TWILIO_PORT: String(twilioPort),
    },
  });
  child = started;
  banner = await new Promise<string>((resolve, reject) => {
    let out = '';
    started.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('Ctrl+C')) resolve(out);
    });
    started.once('close', (code) => reject(new Error(`it ended with ${code}: ${out}`)));
  });
});
afterAll(() => child.kill('SIGKILL'));

test('what the sandbox says as it starts leads to its pages and its management API', async () => {
  const [port, idpPort, twilioPort] = ports;
  const idp = `http://localhost:${idpPort}`;
  expect(banner).toContain(`open http://localhost:${port}\n`);
  expect(banner).toContain(`identity provider ${idp} `);
  expect(banner).toContain(`stand-in of Twilio http://127.0.0.1:${twilioPort}\n`);
  const [, url = '', token = ''] = /management API (\S+) {3}API token \(SSWS\) (\S+)\n/.exec(banner) ?? [];
  expect(url).toBe(`${idp}/api/v1`);
  const apps = await fetch(`${url}/apps`, { headers: { authorization: `SSWS ${token}` } });
  expect(await apps.json()).toMatchObject([{ label: 'Flexgate' }]);
});

test('its commands work as they are pasted', async () => {
  const commands = banner.split('\n').filter((line) => line.startsWith('    '));
  expect(commands).toHaveLength(2);
  const ran = [];
  for (const command of commands) ran.push(await inShell(command));
  expect(ran).toEqual([
    { code: 0, out: expect.stringContaining('Flexgate') },
    { code: 0, out: expect.stringContaining('+ create the SAML app') },
  ]);
});

test('it says that everything is lost at the end only where nothing is kept', () => {
  expect(banner).toContain('Everything is kept in memory and lost when you stop it');
  const withRedis = sandboxBanner({
    url: 'http://localhost:3000',
    idp: { url: 'http://localhost:4020', apiToken: 'token' },
    twilio: { url: 'http://127.0.0.1:4010' },
    verifyCommand: 'verify',
    setupCommand: 'setup',
    storeUrl: 'redis://:pass@127.0.0.1:6379/0',
  });
  expect(withRedis).toContain(
    'Logins are kept in Redis; people, groups and what Twilio holds are lost when you stop it',
  );
  expect(withRedis).not.toMatch(/memory|pass/);
});
