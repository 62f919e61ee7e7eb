import type { Page } from 'playwright-core';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { aBrowserBench } from '../support/a-browser-page.ts';
import type { BrowserBench, OpenPage } from '../support/a-browser-page.ts';

/** What the documentation tells a newcomer to do, done by hand: no call but those of the pages. */

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
  opened = await bench.open(/./);
  ({ page } = opened);
  await page.goto(sandbox.url);
  await page.getByRole('link', { name: 'Identity provider' }).click();
});
afterEach(() => opened.close());

const saved = async (): Promise<void> => {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('status').waitFor();
};

async function workerAttributes(): Promise<unknown> {
  await page.waitForURL(`${sandbox.url}/me`);
  return JSON.parse(await page.getByTestId('worker-attributes').locator('pre').innerText()) as unknown;
}

const LEAD = ['supervisor', 'wfo.team_leader'];

test('roles given to a group reach the Worker of everyone in it', async () => {
  await page.getByRole('link', { name: 'Groups' }).click();
  await page.getByLabel('Name of a new group').fill('Team leads');
  await page.getByRole('button', { name: 'Add group' }).click();
  await page.getByRole('heading', { name: 'Team leads' }).waitFor();
  await page.getByRole('radio', { name: /^Assigned/ }).check();
  for (const role of LEAD) await page.getByRole('checkbox', { name: role, exact: true }).check();
  await page.getByLabel(/^Priority/).fill('1');
  await page.getByRole('checkbox', { name: 'Gita Rao' }).check();
  await saved();
  await page.getByRole('link', { name: 'Open Flexgate as Gita Rao' }).click();
  expect(await workerAttributes()).toMatchObject({ email: 'gita@corp.example', roles: LEAD });
});

test('a group that is joined in the role editor adds its roles, as long as groups combine', async () => {
  await page.getByRole('link', { name: 'Edit roles of Mika Sato' }).click();
  await page.getByRole('checkbox', { name: /^flex-insights-team-leads/ }).check();
  await saved();
  await page.getByRole('link', { name: 'Open Flexgate as Mika' }).click();
  expect(await workerAttributes()).toMatchObject({ roles: [...LEAD, 'wfo.quality_manager'] });
  await page.goto(`${sandbox.idp.url}/groups`);
  await page.getByRole('radio', { name: /^The roles of the strongest/ }).check();
  await saved();
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: 'Open Flexgate as Mika Sato' }).click();
  expect(await workerAttributes()).toMatchObject({ roles: ['supervisor', 'wfo.full_access'] });
});

test('roles given to a person reach the Worker', async () => {
  await page.getByRole('link', { name: 'Edit roles of Noah Lind' }).click();
  for (const role of LEAD) await page.getByRole('checkbox', { name: role, exact: true }).check();
  await saved();
  await page.getByRole('link', { name: 'Open Flexgate as Noah' }).click();
  expect(await workerAttributes()).toMatchObject({ email: 'noah@corp.example', roles: LEAD });
});
