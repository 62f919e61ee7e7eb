import { runInNewContext } from 'node:vm';
import { AUTOPOST_SCRIPT, pageAssets, STYLESHEET } from '../../src/pages/assets.ts';
import { startApp } from '../support/http-app.ts';

const load = async (name: string): Promise<{ type: string | null; body: string }> => {
  const app = await startApp(pageAssets.endpoints);
  const response = await app.send(pageAssets.href(name));
  const loaded = { type: response.headers.get('content-type'), body: await response.text() };
  await app.close();
  return loaded;
};

const declared = (text: string): ReadonlySet<string> => new Set(text.match(/--[\w-]+(?=:)/g));

test('the stylesheet is one file with balanced braces and no address outside', async () => {
  const { type, body } = await load(STYLESHEET);
  expect(type).toBe('text/css; charset=utf-8');
  expect(body.match(/\{/g)?.length).toBe(body.match(/\}/g)?.length);
  expect(body).not.toMatch(/@import|url\(|https?:/);
});

test('every token that a rule uses is declared, for a light and a dark screen', async () => {
  const { body } = await load(STYLESHEET);
  const dark = body.slice(body.indexOf('prefers-color-scheme: dark'));
  for (const used of body.matchAll(/var\((--[\w-]+)\)/g)) expect(declared(body)).toContain(used[1]);
  const light = body.slice(0, body.indexOf('prefers-color-scheme: dark'));
  const shapes = /^--(?:radius|font|width)-/;
  expect([...declared(light)].filter((name) => !shapes.test(name))).toEqual([
    ...declared(dark.slice(0, dark.indexOf('\n*,'))),
  ]);
});

test('the script submits the form, also where a field is called submit', async () => {
  const submitted: unknown[] = [];
  class HTMLFormElement {
    submit(): void {
      submitted.push(this);
    }
  }
  const form = Object.assign(new HTMLFormElement(), { submit: 'a field' });
  const elements = new Map([['autopost', form]]);
  const document = { getElementById: (id: string) => elements.get(id) };
  runInNewContext((await load(AUTOPOST_SCRIPT)).body, { document, HTMLFormElement });
  expect(submitted).toEqual([form]);
});
