import { readFileSync } from 'node:fs';
import { compose, type Gateway } from '../../src/compose/gateway.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { nodeSources } from '../../src/config/node-sources.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aFolder } from '../support/a-folder.ts';
import { aTwilioStandIn, collectingLog } from '../support/a-gateway.ts';
import { anOktaOrg, type RunningOrg } from '../support/an-okta-org.ts';
import { flexgate } from '../support/flexgate-cli.ts';
import { freePort } from '../support/free-port.ts';
import { hiddenField } from '../sandbox/idp/running-idp.ts';

let org: RunningOrg;
let twilio: TwilioStandIn;
let folder: ReturnType<typeof aFolder>;
beforeEach(async () => {
  [org, twilio] = await Promise.all([anOktaOrg(), aTwilioStandIn()]);
  folder = aFolder();
});
afterEach(async () => {
  await Promise.all([org.close(), twilio.close()]);
  folder.remove();
});

/** What an operator has before Okta is connected: the gateway's own part. */
const configWithoutConnection = (port: number): string => `# The gateway of the support desk.
publicUrl: http://localhost:${port}
port: ${port}
store: memory # for a test
returnTo: ['http://localhost:${port}/me', 'http://localhost:${port}/signed-out']
verifier: { threads: 0 }
twilio:
  accountSid: ${twilio.accountSid}
  apiKey: { sid: ${twilio.apiKey.sid}, secret: ${twilio.apiKey.secret} }
  workspaceSid: ${twilio.workspaceSid}
  conversationsServiceSid: ${twilio.conversationsServiceSid}
  baseUrl: ${twilio.url}
`;

async function started(file: string): Promise<{ gateway: Gateway; close(): Promise<void> }> {
  const sources = { ...nodeSources, file, env: {}, environment: 'development' as const };
  const { config } = await loadConfig(readFileSync(file, 'utf8'), sources);
  const gateway = compose(config, { log: collectingLog() });
  const server = await gateway.listen('127.0.0.1');
  return {
    gateway,
    close: async () => {
      await server.close();
      await gateway.close();
    },
  };
}

/** As a browser does: opens the tile, posts the form, and says where it was led. */
async function click(tileUrl: string): Promise<{ status: number; location: string | null; cookie: string }> {
  const html = await (await fetch(tileUrl)).text();
  const action = /<form id="appForm" method="POST" action="([^"]+)"/.exec(html)?.[1] ?? '';
  const fields = {
    SAMLResponse: hiddenField(html, 'SAMLResponse') ?? '',
    RelayState: hiddenField(html, 'RelayState') ?? '',
  };
  const response = await fetch(action, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  const cookie = response.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  return { status: response.status, location: response.headers.get('location'), cookie };
}

/** The tiles on the dashboard, by what a screen reader says. */
async function tileOf(person: string): Promise<string> {
  const html = await (await fetch(org.idp.url)).text();
  const links = [...html.matchAll(/<a class="[^"]*" href="([^"]+)" aria-label="Open ([^"]+)"/g)];
  const tile = links.find(([, , label]) => label === `Flex desk as ${person}`)?.[1];
  if (tile === undefined) throw new Error(`no tile for ${person}`);
  return tile;
}

test('from a configuration without a connection to a login through the tile', async () => {
  const startedAt = performance.now();
  const port = await freePort();
  const file = folder.write('flexgate.yaml', configWithoutConnection(port));

  // Action 1: the setup, which writes the connection. Action 2: start the gateway. Action 3: click the tile.
  const setup = await flexgate(
    [
      'okta',
      'setup',
      '--config',
      file,
      '--label',
      'Flex desk',
      '--groups',
      'fixtures/okta/groups.yaml',
      '--relay-state',
      `http://localhost:${port}/signed-out`,
      '--write',
      '--yes',
    ],
    { env: org.env, now: Date.now() },
  );
  expect(setup).toMatchObject({ code: 0, out: expect.stringContaining('written') });
  const gateway = await started(file);
  const login = await click(await tileOf('Mika Sato'));
  const seconds = (performance.now() - startedAt) / 1000;

  expect(login).toMatchObject({ status: 303, location: `http://localhost:${port}/signed-out` });
  const session = await (
    await fetch(`http://localhost:${port}/api/session`, { headers: { cookie: login.cookie } })
  ).json();
  expect(session).toMatchObject({ email: 'mika@corp.example', full_name: 'Mika Sato', flex_role: 'supervisor' });
  const worker = twilio.workers().find(({ friendly_name }) => friendly_name === 'mika@corp.example');
  expect(JSON.parse(worker?.attributes ?? '{}')).toMatchObject({ roles: expect.arrayContaining(['supervisor']) });
  await gateway.close();
  process.stdout.write(`okta setup, gateway, login through the tile: 3 actions, ${seconds.toFixed(1)} s\n`);
});

test('a login that starts at the gateway comes back from the new app', async () => {
  const port = await freePort();
  const file = folder.write('flexgate.yaml', configWithoutConnection(port));
  await flexgate(['okta', 'setup', '--config', file, '--write', '--yes', '--groups', 'fixtures/okta/groups.yaml'], {
    env: org.env,
  });
  const gateway = await started(file);
  const start = await fetch(`http://localhost:${port}/saml/okta/login`, { redirect: 'manual' });
  const request = new URL(start.headers.get('location') ?? '');
  const binding = start.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  expect(await (await fetch(request)).text()).toContain('Sign in to Flexgate as');
  request.searchParams.set('person', 'mika');
  const html = await (await fetch(request)).text();
  const fields = {
    SAMLResponse: hiddenField(html, 'SAMLResponse') ?? '',
    RelayState: hiddenField(html, 'RelayState') ?? '',
  };
  const body = new URLSearchParams(fields);
  const answer = await fetch(`http://localhost:${port}/saml/okta/acs`, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { cookie: binding },
  });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `http://localhost:${port}/me`]);
  await gateway.close();
});

test('roles given to a person in the org are what the worker has after the next click', async () => {
  const port = await freePort();
  const file = folder.write('flexgate.yaml', configWithoutConnection(port));
  await flexgate(['okta', 'setup', '--config', file, '--label', 'Flex desk', '--write', '--yes'], { env: org.env });
  const app = await org.app('Flex desk');
  const ana = await org.api<{ id: string }>('GET', '/users/ana@corp.example');
  await org.api('POST', `/apps/${app.id}/users`, {
    id: ana.id,
    scope: 'USER',
    profile: { roles: ['supervisor', 'wfo.team_leader'] },
  });
  const gateway = await started(file);
  expect(await click(await tileOf('Ana Ruiz'))).toMatchObject({ status: 303 });
  const worker = twilio.workers().find(({ friendly_name }) => friendly_name === 'ana@corp.example');
  expect(JSON.parse(worker?.attributes ?? '{}')).toMatchObject({ roles: ['supervisor', 'wfo.team_leader'] });
  await gateway.close();
});
