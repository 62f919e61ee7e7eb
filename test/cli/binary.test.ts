import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { aConfigFile } from '../support/a-config-file.ts';
import { aFolder } from '../support/a-folder.ts';
import { freePort } from '../support/free-port.ts';
import { idpMetadataXml } from '../support/idp-metadata.ts';
import { idpKey } from '../support/saml-keys.ts';

interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The built program, as an operator runs it. */
function run(argv: readonly string[], input = ''): Promise<Finished> {
  const child = spawn(process.execPath, ['dist/cli/main.js', ...argv], {
    env: { PATH: process.env['PATH'], FLEXGATE_CONFIG: 'fixtures/config-test/flexgate.yaml' },
  });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk.toString()));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out: out.join(''), err: err.join('') }));
  });
}

test('prints a whole page into a pipe, and ends with 0', async () => {
  const { code, out, err } = await run(['roles', 'catalogue', '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(out)).toHaveProperty('flex_roles.supervisor');
});

test('finds its configuration in the environment, and runs the tests beside it', async () => {
  expect(await run(['config', 'test'])).toMatchObject({ code: 0, out: expect.stringContaining('5 cases, 0 failed') });
});

test.each([
  { title: 'a failure', argv: ['config', 'test', 'fixtures/config-test/failing.yaml'], code: 1 },
  { title: 'a refusal', argv: ['explain', '--attributes', 'nowhere.yaml', '--connection', 'okta'], code: 1 },
  { title: 'a command line that is not understood', argv: ['exlpain'], code: 2 },
])('$title ends with $code', async ({ argv, code }) => {
  expect(await run(argv)).toMatchObject({ code });
});

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test('reads standard input', async () => {
  const token = `${part({ alg: 'HS256' })}.${part({ grants: { identity: 'ana' } })}.c2lnbmF0dXJl`;
  const { code, out } = await run(['token', 'inspect', '-'], token);
  expect(code).toBe(0);
  expect(out).toContain('identity  ana');
  expect(out).not.toContain('c2lnbmF0dXJl');
});

test('does not ask where nobody can answer', async () => {
  const folder = aFolder();
  const { code, err } = await run(['roles', 'apply', '--config', folder.write('x.yaml', 'twilio: {}')]);
  folder.remove();
  expect(code).toBe(1);
  expect(err).toMatch(/^CONFIG_INVALID: /);
});

describe('sandbox', () => {
  let child: ChildProcessWithoutNullStreams | undefined;
  afterEach(() => child?.kill('SIGKILL'));

  /** Started, with its banner out; what it says instead fails the test. */
  async function start(): Promise<{ child: ChildProcessWithoutNullStreams; port: number }> {
    const [port, idpPort, twilioPort] = [await freePort(), await freePort(), await freePort()];
    const started = spawn(process.execPath, ['dist/cli/main.js', 'sandbox'], {
      env: {
        PATH: process.env['PATH'],
        PORT: String(port),
        FLEXGATE_SANDBOX_IDP_PORT: String(idpPort),
        FLEXGATE_SANDBOX_TWILIO_PORT: String(twilioPort),
      },
    });
    child = started;
    await new Promise<void>((resolve, reject) => {
      started.stdout.on('data', (text: Buffer) => text.includes('Flexgate sandbox: open') && resolve());
      started.stderr.on('data', (text: Buffer) => reject(new Error(text.toString())));
      started.once('close', (code) => reject(new Error(`it ended with ${code}`)));
    });
    return { child: started, port };
  }

  test('serves until it is told to stop, and then ends with 0', async () => {
    const running = await start();
    const { status } = await fetch(`http://localhost:${running.port}/healthz`);
    expect(status).toBe(200);
    const ended = new Promise((resolve) => {
      running.child.once('close', resolve);
    });
    running.child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});

describe('while Redis cannot be reached', () => {
  const folder = aFolder();
  let config: string;
  beforeAll(async () => {
    const store = `store: redis://127.0.0.1:${await freePort()}`;
    const metadata = folder.write('idp.xml', idpMetadataXml({ certificates: [idpKey().certificate] }));
    const text = aConfigFile().replace(/metadataUrl: .*/, `metadataFile: ${metadata}`);
    config = folder.write('flexgate.yaml', text.replace(/^store: .*/m, store));
  });
  afterAll(() => folder.remove());

  // Each must end by itself: a client that goes on dialling would keep the process, and whoever waits for it, forever.
  test.each(['subjects', 'audit verify', 'reconcile --all', 'block ana@corp.example --reason left'])(
    '`%s` says so in plain words, and ends with 1',
    async (command) => {
      const { code, out, err } = await run([...command.split(' '), '--config', config]);
      expect({ code, said: out + err }).toEqual({ code: 1, said: expect.stringContaining('STORE_UNAVAILABLE: ') });
      expect(out + err).toContain('connection refused. Check the address under `store`');
      expect(out + err).not.toMatch(/ioredis|^ {4}at /m);
    },
  );
});
