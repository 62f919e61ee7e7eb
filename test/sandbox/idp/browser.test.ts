import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import type { SandboxIdp } from '../../../src/sandbox/idp/start.ts';
import { launchChromium, PATIENCE_MS } from '../../support/chromium.ts';
import { runningIdp } from './running-idp.ts';

interface Posted {
  readonly origin: string | undefined;
  readonly fields: URLSearchParams;
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}

/** Takes a response at /acs and redirects to another origin, as a gateway does; that page says "arrived". */
async function aServiceProvider(posted: Posted[]): Promise<Server> {
  const server = createServer();
  const consume = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    posted.push({ origin: req.headers.origin, fields: new URLSearchParams(await bodyOf(req)) });
    res.writeHead(303, { Location: `http://localhost:${(server.address() as AddressInfo).port}/desk` }).end();
  };
  server.on('request', (req, res) => {
    if (req.url === '/acs') void consume(req, res);
    else res.setHeader('Content-Type', 'text/html').end('<h1>arrived</h1>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

let browser: Browser;
let page: Page;
let idp: SandboxIdp;
let provider: Server;
let posted: Posted[];

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

beforeEach(async () => {
  posted = [];
  provider = await aServiceProvider(posted);
  const { port } = provider.address() as AddressInfo;
  idp = await runningIdp({ spAcsUrl: `http://127.0.0.1:${port}/acs` });
  page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
});
afterEach(async () => {
  await page.close();
  await idp.close();
  provider.close();
  provider.closeAllConnections();
});

const assertionIn = ({ fields }: Posted): string =>
  Buffer.from(fields.get('SAMLResponse') ?? '', 'base64').toString('utf8');

test('a click on a tile posts the response by itself, and the redirect to another site is followed', async () => {
  await page.goto(idp.url);
  await page.getByRole('link', { name: 'Open Flexgate as Sam Osei' }).click();
  await page.getByRole('heading', { name: 'arrived' }).waitFor();
  expect(posted).toHaveLength(1);
  expect(posted[0]?.origin).toBe(idp.url);
  expect(assertionIn(posted[0]!)).toContain('sam@corp.example</saml2:NameID>');
});

test('without scripts a button posts it', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  plain.setDefaultTimeout(PATIENCE_MS);
  await plain.goto(idp.tileUrl('sam'));
  await plain.getByRole('button', { name: 'Continue' }).click();
  await plain.getByRole('heading', { name: 'arrived' }).waitFor();
  await context.close();
  expect(posted).toHaveLength(1);
});

test('roles ticked and saved in the editor are asserted at the next login', async () => {
  await page.goto(`${idp.url}/people/ana`);
  await page.getByRole('checkbox', { name: 'agent', exact: true }).uncheck();
  await page.getByRole('checkbox', { name: 'supervisor', exact: true }).check();
  await page.getByRole('checkbox', { name: 'wfo.data_analyst' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('status').waitFor();
  expect(idp.people()[0]?.roles).toEqual(['supervisor', 'wfo.data_analyst']);
  await page.getByRole('link', { name: 'Open Flexgate as Ana' }).click();
  await page.getByRole('heading', { name: 'arrived' }).waitFor();
  expect(assertionIn(posted[0]!)).toContain('>wfo.data_analyst</saml2:AttributeValue>');
});

test('the sign-in page answers with the person and the fault that were chosen', async () => {
  await page.goto(`${idp.ssoUrl}?RelayState=there`);
  await page.getByLabel('Response to send').selectOption('unsigned');
  await page.getByRole('button', { name: /Vera Novak/ }).click();
  await page.getByRole('heading', { name: 'arrived' }).waitFor();
  expect(posted[0]?.fields.get('RelayState')).toBe('there');
  expect(assertionIn(posted[0]!)).toContain('vera@corp.example</saml2:NameID>');
  expect(assertionIn(posted[0]!)).not.toContain('ds:Signature');
});

test('no page breaks its own policy, and none is wider than a phone', async () => {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${idp.url}/groups`);
  const group = await page.getByRole('link', { name: /^Edit flex-insights-team-leads/ }).getAttribute('href');
  for (const path of ['/', '/people/zoe', new URL(idp.ssoUrl).pathname, '/groups', group ?? '']) {
    await page.goto(idp.url + path);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  }
  expect(complaints).toEqual([]);
});
