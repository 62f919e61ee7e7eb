import { createAssets } from '../../src/http/assets.ts';
import { startApp } from '../support/http-app.ts';

const CSS = { name: 'gateway.css', type: 'text/css; charset=utf-8', body: 'body { color: #111 }' };

test('an asset is served for good under an address that names its content', async () => {
  const assets = createAssets([CSS, { name: 'gateway.js', type: 'text/javascript', body: '"use strict";' }]);
  const app = await startApp(assets.endpoints);
  const response = await app.send(assets.href('gateway.css'));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe(CSS.type);
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(await response.text()).toBe(CSS.body);
  expect(await (await app.send(assets.href('gateway.js'))).text()).toBe('"use strict";');

  const etag = response.headers.get('etag') ?? '';
  const again = await app.send(assets.href('gateway.css'), { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe('');
  const changed = await app.send(assets.href('gateway.css'), { headers: { 'if-none-match': '"other"' } });
  expect(changed.status).toBe(200);
  await app.close();
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
