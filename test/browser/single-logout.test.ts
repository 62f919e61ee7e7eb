import type { BrowserContext, Page } from 'playwright-core';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { aBrowserBench } from '../support/a-browser-page.ts';
import type { BrowserBench, OpenPage } from '../support/a-browser-page.ts';

/**
 * Single logout between two sites: to a browser 127.0.0.1 and localhost are as far from each other as any IdP from any
 * gateway, so that a frame of the one has no cookie of the other. Ports alone do not make sites.
 */

let bench: BrowserBench;
let sandbox: Sandbox;
let opened: OpenPage;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  bench = await aBrowserBench({ idpHost: '127.0.0.1' });
  ({ sandbox } = bench);
});
afterAll(() => bench.close());

beforeEach(async () => {
  opened = await bench.open(/Content.Security.Policy|Refused to|frame/i);
  ({ context, page } = opened);
});
afterEach(() => opened.close());

const logIn = async (name: string): Promise<void> => {
  await page.goto(sandbox.idp.url);
  await page.getByRole('link', { name: `Open Flexgate as ${name}` }).click();
  await page.waitForURL(`${sandbox.url}/me`);
};

/** With whatever cookie the browser holds for the gateway. */
const sessionStatus = async (): Promise<number> => (await context.request.get(`${sandbox.url}/api/session`)).status();
const cookieNames = async (): Promise<readonly string[]> =>
  (await context.cookies(sandbox.url)).map(({ name }) => name);

const signOutOfOrg = async (name: string): Promise<void> => {
  await page.goto(sandbox.idp.url);
  await page.getByRole('button', { name: `Sign ${name} out` }).click();
  await page.getByRole('heading', { name: `${name} is signed out` }).waitFor();
};

test('signing out of the org ends the session of the gateway from a frame that has none of its cookies', async () => {
  await logIn('Ana Ruiz');
  expect(await sessionStatus()).toBe(200);
  const held = await cookieNames();
  const asked = page.waitForRequest((request) => request.url() === `${sandbox.url}/saml/okta/logout`);
  await signOutOfOrg('Ana Ruiz');
  expect(await (await asked).allHeaders()).not.toHaveProperty('cookie');
  const told = page.frameLocator('iframe[title="Sign-out of Flexgate"]');
  await told.getByText('Flexgate ended its session.').waitFor({ state: 'attached' });
  expect(await sessionStatus()).toBe(401);
  // The browser keeps the cookie of a session that is no more: nothing in the frame could take it away.
  expect(await cookieNames()).toEqual(held);
  expect((await page.goto(`${sandbox.url}/me`))?.status()).toBe(401);
});

test('the session ends even where the browser will not show the answer of the gateway in the frame', async () => {
  await logIn('Ada King');
  await page.route(`${sandbox.url}/saml/okta/logout`, async (route) => {
    const response = await route.fetch();
    const closed = { 'content-security-policy': "frame-ancestors 'none'", 'x-frame-options': 'DENY' };
    await route.fulfill({ response, headers: { ...response.headers(), ...closed } });
  });
  const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
  await signOutOfOrg('Ada King');
  await refused;
  expect(await sessionStatus()).toBe(401);
  opened.forgive();
});

test('the session of somebody else goes on', async () => {
  await logIn('Vera Novak');
  await signOutOfOrg('Sam Osei');
  expect(await sessionStatus()).toBe(200);
});

test('logging out at the gateway ends the session of the org as well, and leads back', async () => {
  await logIn('Sam Osei');
  const instant = async (): Promise<string> => {
    const html = await (await fetch(sandbox.idp.tileUrl('sam'))).text();
    const xml = Buffer.from(/name="SAMLResponse"[^>]*value="([^"]+)"/.exec(html)?.[1] ?? '', 'base64').toString('utf8');
    return /AuthnInstant="([^"]+)"/.exec(xml)?.[1] ?? '';
  };
  const signedInAt = await instant();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.waitForURL(`${sandbox.url}/signed-out`);
  expect(await sessionStatus()).toBe(401);
  expect(await instant()).not.toBe(signedInAt);
});
