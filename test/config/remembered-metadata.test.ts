import { randomUUID } from 'node:crypto';
import { rememberedMetadata } from '../../src/config/remembered-metadata.ts';
import { createKeyStore } from '../../src/saml/rollover/key-store.ts';
import { createRedisStore } from '../../src/store/store.redis.ts';
import { connectTestRedis } from '../support/store-harness.ts';

const URL_OF_IDP = 'https://idp.example/metadata';
const keyPrefix = `remember-${randomUUID().slice(0, 8)}:`;
const sources = { file: 'flexgate.yaml', env: {}, readFile: () => '' };
const yaml = (store: string): string => `store: ${store}`;
const onRedis = yaml(`{ url: 'redis+unix://${process.env['REDIS_TEST_URL']}', keyPrefix: '${keyPrefix}' }`);
const unreachable = () => Promise.reject(new Error(`${URL_OF_IDP} does not answer (ENOTFOUND)`));

beforeAll(async () => {
  const store = createRedisStore({ connection: connectTestRedis(keyPrefix), clock: Date.now });
  await createKeyStore(store.records).rememberMetadata(URL_OF_IDP, '<the last good one/>');
  await store.close();
});

test('what can be had is had, without a look at the store', async () => {
  const { fetchText, warnings } = rememberedMetadata(async () => '<fresh/>', 'store: [nonsense', sources);
  await expect(fetchText(URL_OF_IDP)).resolves.toBe('<fresh/>');
  expect(warnings).toEqual([]);
});

test('an IdP that does not answer is known by the last good copy, and that is told', async () => {
  const { fetchText, warnings } = rememberedMetadata(unreachable, onRedis, sources);
  await expect(fetchText(URL_OF_IDP)).resolves.toBe('<the last good one/>');
  expect(warnings).toEqual([
    { path: 'connections', reason: expect.stringContaining('ENOTFOUND): the last good copy in the store is used') },
  ]);
});

test.each([
  ['no copy was ever kept', onRedis, 'https://other.example/metadata'],
  ['the store is in memory', yaml('memory'), URL_OF_IDP],
  ['the store does not answer either', yaml(`{ url: 'redis+unix:///nowhere/at/all', timeout: 100ms }`), URL_OF_IDP],
])('where %s the start fails with the first reason', async (_title, text, url) => {
  await expect(rememberedMetadata(unreachable, text, sources).fetchText(url)).rejects.toThrow('does not answer');
});
