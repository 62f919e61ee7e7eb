import type { Page } from 'playwright-core';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { aBrowserBench } from '../support/a-browser-page.ts';
import type { BrowserBench, OpenPage } from '../support/a-browser-page.ts';

let bench: BrowserBench;
let sandbox: Sandbox;
let opened: OpenPage;
let page: Page;

beforeAll(async () => {
  bench = await aBrowserBench();
  ({ sandbox } = bench);
});
afterAll(() => bench.close());

beforeEach(async () => {
  opened = await bench.open();
  ({ page } = opened);
  await page.goto(sandbox.url);
});
afterEach(() => opened.close());

const card = (name: string) => page.locator('.card', { hasText: name });
const logInAs = async (name: string): Promise<void> => {
  await card(name).getByRole('link', { name: 'Log in' }).click();
  await page.waitForURL(`${sandbox.url}/me`);
};
const textOf = async (): Promise<string> => page.locator('main').innerText();

/** In the role editor of the IdP: exactly these roles, then save. */
async function setRoles(roles: readonly string[]): Promise<void> {
  for (const box of await page.locator('input[type=checkbox][name=role]').all()) {
    await box.setChecked(roles.includes((await box.getAttribute('value')) ?? ''));
  }
  await page.getByRole('button', { name: /save/i }).first().click();
  // Whoever leaves before may take the form along.
  await page.getByRole('status').waitFor();
}

test('the start page lists everyone that one can be', async () => {
  const people = ['Ana Ruiz', 'Sam Osei', 'Vera Novak', 'Ada King', 'Noah Lind', 'Zoë Åström-Müller 李', 'Gita Rao'];
  for (const name of people) await card(name).waitFor();
  expect(await card('Sam Osei').innerText()).toContain('wfo.quality_manager');
});

test.each([1280, 390])(
  'the start page fits into a window of %i pixels, with the command that it shows',
  async (width) => {
    await page.setViewportSize({ width, height: 800 });
    await page.getByText('okta verify --config').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  },
);

test('a click on a tile logs in; the page tells what arrived, why, and what was made in Twilio', async () => {
  await logInAs('Sam Osei');
  const text = await textOf();
  for (const told of [
    'sam@corp.example',
    'supervisor is granted',
    'wfo.team_leader',
    'created',
    'sam_40corp_2Eexample',
    'deployment_role_sid',
  ]) {
    expect(text).toContain(told);
  }
});

test('roles changed at the IdP are seen as a demotion, then as a promotion', async () => {
  await logInAs('Vera Novak');
  expect(await textOf()).toContain('wfo.full_access');
  await page.getByRole('link', { name: 'Edit roles at the IdP' }).click();
  await setRoles(['agent']);
  await page.goto(sandbox.url);
  await logInAs('Vera Novak');
  expect(await textOf()).toMatch(/demoted[\s\S]*demoted/);
  expect(
    JSON.parse(
      sandbox.twilio.workers().find(({ friendly_name }) => friendly_name === 'vera@corp.example')?.attributes ?? '{}',
    ),
  ).toMatchObject({ roles: ['agent'] });
  await page.getByRole('link', { name: 'Edit roles at the IdP' }).click();
  await setRoles(['admin', 'wfo.data_analyst']);
  await page.goto(sandbox.url);
  await logInAs('Vera Novak');
  expect(await textOf()).toMatch(/promoted[\s\S]*promoted/);
});

test('roles from a group come from the rule of the configuration, which is named', async () => {
  await logInAs('Gita Rao');
  expect(await textOf()).toMatch(/supervisors by group/);
});

test('a login that begins at the gateway comes back to where it began', async () => {
  await page.getByRole('link', { name: /Log in with/ }).click();
  await page.getByText('Ada King').first().click();
  await page.waitForURL(`${sandbox.url}/me`);
  expect(await textOf()).toContain('ada@corp.example');
});

test('somebody without a role gets a page with the code, what to change, and an id to read out', async () => {
  await card('Noah Lind').getByRole('link', { name: 'Log in' }).click();
  await page.waitForURL(/\/saml\/okta\/acs$/);
  const text = await textOf();
  expect(text).toContain('ATTRIBUTE_MISSING');
  expect(text).toMatch(/[a-z]{4}-[a-z]{4}-[a-z]{4}-[a-z]{4}/);
  expect(sandbox.twilio.workers().map(({ friendly_name }) => friendly_name)).not.toContain('noah@corp.example');
});

test('a login can be ended, and the page is closed then', async () => {
  await logInAs('Ana Ruiz');
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.waitForURL(`${sandbox.url}/signed-out`);
  const again = await page.goto(`${sandbox.url}/me`);
  expect(again?.status()).toBe(401);
});
