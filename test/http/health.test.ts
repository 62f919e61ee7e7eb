import { createDrain } from '../../src/http/drain.ts';
import type { HealthCheck } from '../../src/http/health.ts';
import { healthRoutes } from '../../src/http/health-routes.ts';
import type { HealthRoutesDeps } from '../../src/http/health-routes.ts';
import { Refusal } from '../../src/kernel/refusal.ts';
import { deferred, recordingLog, startApp } from '../support/http-app.ts';
import type { TestApp } from '../support/http-app.ts';

let app: TestApp;
afterEach(async () => {
  await app.close();
});

const well = async () => undefined;
const check = (name: string, run: HealthCheck['check'], essential = true): HealthCheck => ({
  name,
  essential,
  check: run,
});

async function start(checks: readonly HealthCheck[], changes: Partial<HealthRoutesDeps> = {}) {
  const log = recordingLog();
  const drain = createDrain();
  const settings = { checks, timeoutMs: 1000, cacheMs: 500, clock: () => 0, log, drain, ...changes };
  app = await startApp(healthRoutes(settings), { drain: settings.drain });
  return { log, drain: settings.drain };
}

test('alive is 200 whatever happens, during a shutdown too', async () => {
  const { drain } = await start([
    check('store', async () => {
      throw new Error('away');
    }),
  ]);
  expect(await (await app.send('/healthz')).json()).toEqual({ status: 'alive' });
  drain.begin();
  expect((await app.send('/healthz')).status).toBe(200);
});

test('ready is 200 while every check is well', async () => {
  await start([check('store', well), check('twilio', well)]);
  const response = await app.send('/readyz');
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    status: 'ready',
    checks: [
      { name: 'store', status: 'ok', essential: true },
      { name: 'twilio', status: 'ok', essential: true },
    ],
  });
});

test('not ready is 503, and says what failed by a code, never by a message', async () => {
  const { log } = await start([
    check('store', async () => {
      throw new Refusal('STORE_UNAVAILABLE', { operation: 'ping', reason: 'redis://:hunter2@10.0.0.7 is away' });
    }),
    check('twilio', () => {
      throw new Error('hunter2');
    }),
    check('disk', well),
  ]);
  const response = await app.send('/readyz');
  expect(response.status).toBe(503);
  const text = await response.text();
  expect(JSON.parse(text)).toEqual({
    status: 'not_ready',
    checks: [
      { name: 'store', status: 'failed', essential: true, reason: 'STORE_UNAVAILABLE' },
      { name: 'twilio', status: 'failed', essential: true, reason: 'FAILED' },
      { name: 'disk', status: 'ok', essential: true },
    ],
  });
  expect(text).not.toContain('hunter2');
  expect(log.lines.map(({ level, check: name }) => `${level} ${String(name)}`).toSorted()).toEqual([
    'warn store',
    'warn twilio',
  ]);
});

test('what is not essential is reported and does not take the replica out of the way', async () => {
  await start([check('store', well), check('twilio', async () => Promise.reject(new Error('away')), false)]);
  const response = await app.send('/readyz');
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    status: 'ready',
    checks: [{ status: 'ok' }, { name: 'twilio', status: 'failed', essential: false }],
  });
});

test('a check that does not answer in time has failed, and is told to stop', async () => {
  let told: AbortSignal | undefined;
  const never = async (signal: AbortSignal) => {
    told = signal;
    return deferred().promise;
  };
  await start([check('store', never)], { timeoutMs: 10 });
  const response = await app.send('/readyz');
  expect(await response.json()).toMatchObject({ checks: [{ name: 'store', status: 'failed', reason: 'TIMED_OUT' }] });
  expect(told?.aborted).toBe(true);
});

const late = async (signal: AbortSignal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('late')));
  });

test('a check that fails after its time disturbs nobody', async () => {
  await start([check('store', late)], { timeoutMs: 10 });
  expect(await (await app.send('/readyz')).json()).toMatchObject({ checks: [{ reason: 'TIMED_OUT' }] });
});

const statuses = async () => Promise.all([1, 2, 3].map(async () => (await app.send('/readyz')).status));

test('a result is good for cacheMs, however many ask', async () => {
  let [now, runs] = [0, 0];
  const counting = async () => {
    runs += 1;
    if (runs > 1) throw new Error('away since');
  };
  await start([check('store', counting)], { clock: () => now });
  expect(await statuses()).toEqual([200, 200, 200]);
  now = 499;
  expect(await statuses()).toEqual([200, 200, 200]);
  now = 500;
  expect(await statuses()).toEqual([503, 503, 503]);
  expect(runs).toBe(2);
});

test('not ready during a shutdown, without asking anybody', async () => {
  let asked = false;
  const { drain } = await start([
    check('store', async () => {
      asked = true;
    }),
  ]);
  drain.begin();
  const response = await app.send('/readyz');
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ status: 'shutting_down', checks: [] });
  expect(asked).toBe(false);
});
