import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { compose } from '../../src/compose/gateway.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { nodeSources } from '../../src/config/node-sources.ts';
import { startTwilioStandIn } from '../../src/sandbox/twilio/start.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aFolder } from '../support/a-folder.ts';
import { launchChromium } from '../support/chromium.ts';
import { flexgate } from '../support/flexgate-cli.ts';
import { freePort } from '../support/free-port.ts';

import { ROLES, type Live } from './live-plan.ts';

const WAIT_MS = 90_000;
const STEP_MS = 1_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

type Api = <T>(method: string, path: string, body?: unknown) => Promise<T>;

const apiOf =
  ({ org, token }: Live): Api =>
  async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${org}/api/v1${path}`, {
      method,
      headers: { authorization: `SSWS ${token}`, accept: 'application/json', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };

/** Group membership reaches the assignments of an app after seconds. */
async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`${what}: not within ${WAIT_MS / 1000} s`);
    await pause(STEP_MS);
  }
}

/** What was made, to be removed from the last to the first. */
export class Made {
  private readonly removals: { readonly what: string; readonly remove: () => Promise<void> }[] = [];

  private closed = false;

  add(what: string, remove: () => Promise<void>): void {
    this.removals.unshift({ what, remove });
  }

  /** From now on nothing more is made: the next step throws. */
  close(): void {
    this.closed = true;
  }

  ensureOpen(): void {
    if (this.closed) throw new Error('the test was stopped');
  }

  async removeAll(): Promise<boolean> {
    let all = true;
    for (const { what, remove } of this.removals) {
      try {
        await remove();
        say(`removed: ${what}`);
      } catch (error) {
        all = false;
        say(`NOT removed, do it by hand: ${what} (${String(error)})`);
      }
    }
    return all;
  }
}

interface TestUser {
  readonly id: string;
  readonly login: string;
  readonly password: string;
}

async function makePeople({ name }: Live, api: Api, made: Made): Promise<TestUser> {
  const group = await api<{ id: string }>('POST', '/groups', {
    profile: { name, description: 'Live test of Flexgate' },
  });
  made.add(`group ${name} (${group.id})`, () => api('DELETE', `/groups/${group.id}`));
  const login = `${name}@example.com`;
  const password = `Aa1!${randomBytes(18).toString('base64url')}`;
  const profile = { login, email: login, firstName: 'Flexgate', lastName: 'Live' };
  made.ensureOpen();
  const user = await api<{ id: string }>('POST', '/users?activate=true', {
    profile,
    credentials: { password: { value: password } },
    groupIds: [group.id],
  });
  made.add(`user ${login} (${user.id})`, async () => {
    // The first call deactivates, the second deletes.
    await api('DELETE', `/users/${user.id}`);
    await api('DELETE', `/users/${user.id}`);
  });
  return { id: user.id, login, password };
}

const configText = (port: number, twilio: TwilioStandIn): string => `publicUrl: http://localhost:${port}
port: ${port}
store: memory
returnTo: ['http://localhost:${port}/me']
verifier: { threads: 0 }
log: { level: error }
twilio:
  accountSid: ${twilio.accountSid}
  apiKey: { sid: ${twilio.apiKey.sid}, secret: ${twilio.apiKey.secret} }
  workspaceSid: ${twilio.workspaceSid}
  conversationsServiceSid: ${twilio.conversationsServiceSid}
  baseUrl: ${twilio.url}
`;

interface Workplace {
  readonly folder: ReturnType<typeof aFolder>;
  readonly file: string;
  readonly port: number;
  readonly twilio: TwilioStandIn;
}

async function command(argv: readonly string[], live: Live): Promise<void> {
  const env = { OKTA_ORG: live.org, OKTA_API_TOKEN: live.token };
  const { code, out, err } = await flexgate(argv, { env, now: Date.now() });
  say(`$ flexgate ${argv.join(' ')}\n${out}${err}`);
  if (code !== 0) throw new Error(`exit code ${code}`);
}

async function setUp(live: Live, api: Api, made: Made, { folder, file }: Workplace): Promise<string> {
  const groups = folder.write('groups.yaml', `groups: { ${live.name}: { roles: [${ROLES.join(', ')}] } }\n`);
  made.ensureOpen();
  // Even where the command fails in the middle there may be an app.
  made.add(`app ${live.name}`, async () => {
    const apps = await api<{ id: string; label: string }[]>('GET', `/apps?q=${live.name}`);
    for (const { id } of apps.filter(({ label }) => label === live.name)) {
      await api('POST', `/apps/${id}/lifecycle/deactivate`, {});
      await api('DELETE', `/apps/${id}`);
    }
  });
  const target = ['--config', file, '--label', live.name];
  await command(
    ['okta', 'setup', ...target, '--groups', groups, '--group-prefix', live.name, '--write', '--yes'],
    live,
  );
  const [app] = await api<{ id: string; _links: { appLinks: { href: string }[] } }[]>('GET', `/apps?q=${live.name}`);
  if (app === undefined) throw new Error('the app is not there');
  const { _links: links } = app;
  const link = links.appLinks[0]?.href;
  if (link === undefined) throw new Error('the app has no embed link');
  await until('the user is assigned by the group', async () => {
    made.ensureOpen();
    const users = await api<{ scope: string }[]>('GET', `/apps/${app.id}/users`);
    return users[0];
  });
  await command(['okta', 'verify', ...target], live);
  made.ensureOpen();
  return link;
}

/** Both generations of Okta's sign-in page, and the stand-in's, where one chooses who to be. */
async function signIn(page: Page, { login, password }: TestUser): Promise<void> {
  const choice = page.locator('button.choice', { hasText: login });
  const name = page.locator('input[name="identifier"], input[name="username"]');
  await choice.or(name).first().waitFor();
  if (await choice.isVisible()) return choice.click();
  await name.first().fill(login);
  const secret = page.locator('input[name="credentials.passcode"], input[name="password"]');
  if (!(await secret.first().isVisible()))
    await page.locator('input[type="submit"], button[type="submit"]').first().click();
  await secret.first().fill(password);
  return page.locator('input[type="submit"], button[type="submit"]').first().click();
}

async function clickTile(link: string, user: TestUser, { port }: Workplace): Promise<void> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(link);
    await signIn(page, user);
    await page.waitForURL(`http://localhost:${port}/me`).catch(async (error: unknown) => {
      // A policy that wants a second factor ends here; the page says so.
      say(
        `The browser stands at ${page.url().split('?')[0] ?? ''}:\n${(await page.locator('body').innerText()).slice(0, 500)}`,
      );
      throw error;
    });
  } finally {
    await browser.close();
  }
}

async function withGateway<T>({ file }: Workplace, act: () => Promise<T>): Promise<T> {
  const sources = { ...nodeSources, file, env: {}, environment: 'development' as const };
  const { config } = await loadConfig(readFileSync(file, 'utf8'), sources);
  const gateway = compose(config);
  const server = await gateway.listen('127.0.0.1');
  try {
    return await act();
  } finally {
    await server.close();
    await gateway.close();
  }
}

function checkWorker({ login }: TestUser, { twilio }: Workplace): void {
  const worker = twilio.workers().find(({ friendly_name }) => friendly_name === login);
  if (worker === undefined) throw new Error(`there is no worker ${login}`);
  const { roles, email } = JSON.parse(worker.attributes) as { roles?: string[]; email?: string };
  const missing = ROLES.filter((role) => roles?.includes(role) !== true);
  if (missing.length > 0 || email !== login) throw new Error(`the worker is ${worker.attributes}`);
  say(`worker ${worker.sid}: ${worker.attributes}`);
}

export async function run(live: Live, made: Made): Promise<void> {
  const api = apiOf(live);
  const [folder, port, twilio] = [aFolder(), await freePort(), await startTwilioStandIn({ actionRateLimit: null })];
  try {
    const place = { folder, port, twilio, file: folder.write('flexgate.yaml', configText(port, twilio)) };
    const user = await makePeople(live, api, made);
    const link = await setUp(live, api, made, place);
    await withGateway(place, () => clickTile(link, user, place));
    checkWorker(user, place);
  } finally {
    await twilio.close();
    folder.remove();
  }
}
