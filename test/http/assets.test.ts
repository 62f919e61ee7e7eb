import { createAssets } from '../../src/http/assets.ts';
import { sendRaw, startApp } from '../support/http-app.ts';
import type { TestApp } from '../support/http-app.ts';

const CSS = { name: 'gateway.css', type: 'text/css; charset=utf-8', body: 'body { color: #111 }' };

let app: TestApp;
afterAll(async () => {
  await app.close();
});

test('an asset is served for good under an address that names its content', async () => {
  const assets = createAssets([CSS, { name: 'gateway.js', type: 'text/javascript', body: '"use strict";' }]);
  app = await startApp(assets.endpoints);
  const response = await app.send(assets.href('gateway.css'));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe(CSS.type);
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(await response.text()).toBe(CSS.body);
  expect(await (await app.send(assets.href('gateway.js'))).text()).toBe('"use strict";');

  const etag = response.headers.get('etag') ?? '';
  // Not with fetch, which adds `Cache-Control: no-cache` to a conditional request.
  const ask = async (known: string) =>
    sendRaw(
      app.url,
      `GET ${assets.href('gateway.css')} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIf-None-Match: ${known}\r\n\r\n`,
    );
  expect(await ask(etag)).toMatch(/^HTTP\/1\.1 304 [^]*\r\n\r\n$/);
  expect(await ask('"other"')).toMatch(/^HTTP\/1\.1 200 [^]*color: #111/);
});

test('other content has another address', () => {
  const before = createAssets([CSS]).href('gateway.css');
  const after = createAssets([{ ...CSS, body: 'body {}' }]).href('gateway.css');
  expect(before).toMatch(/^\/assets\/[0-9a-f]{16}\/gateway\.css$/);
  expect(after).not.toBe(before);
});

test.each(['other.css', '__proto__', 'constructor'])(
  'a page that asks for the unknown asset %s is a defect',
  (name) => {
    expect(() => createAssets([CSS]).href(name)).toThrow(`No asset is called ${name}`);
  },
);
