import { createPromMetrics } from '../../src/http/metrics.prom-client.ts';
import { metricsRoutes } from '../../src/http/metrics-routes.ts';
import { ADMIN_TOKEN, startApp } from '../support/http-app.ts';
import type { TestApp } from '../support/http-app.ts';

let app: TestApp | undefined;
afterEach(async () => {
  await app?.close();
});

const lineOf = async (metrics: ReturnType<typeof createPromMetrics>, start: string) =>
  (await metrics.render()).body.split('\n').filter((line) => line.startsWith(start));

test('what happens is counted under our names and labels', async () => {
  const metrics = createPromMetrics();
  metrics.httpServed({ method: 'POST', route: '/saml/:connection/acs', status: 303, seconds: 0.2 });
  metrics.loginEnded({ connection: 'okta', outcome: 'granted' });
  metrics.loginEnded({ connection: 'okta', outcome: 'refused', code: 'ROLE_NOT_GRANTED' });
  metrics.tokenMinted();
  metrics.tokenMinted();
  metrics.twilioCalled({ operation: 'workers.update', status: 200, seconds: 0.3 });
  metrics.twilioCalled({ operation: 'workers.update', status: 'failed', seconds: 3 });
  metrics.storeFailed('claim');
  metrics.sessionStarted();
  metrics.sessionsEnded('blocked', 3);
  metrics.certificateSeen({ connection: 'okta', use: 'idp-signing', fingerprint: 'ab12', daysLeft: 30 });
  metrics.certificateSeen({ connection: 'okta', use: 'idp-signing', fingerprint: 'ab12', daysLeft: -1 });

  expect(await lineOf(metrics, 'flexgate_http_request_duration_seconds_bucket{le="0.25"')).toEqual([
    'flexgate_http_request_duration_seconds_bucket{le="0.25",method="POST",route="/saml/:connection/acs",status="303"} 1',
  ]);
  expect(await lineOf(metrics, 'flexgate_logins_total')).toEqual([
    'flexgate_logins_total{connection="okta",outcome="granted",code=""} 1',
    'flexgate_logins_total{connection="okta",outcome="refused",code="ROLE_NOT_GRANTED"} 1',
  ]);
  expect(await lineOf(metrics, 'flexgate_tokens_minted_total')).toEqual(['flexgate_tokens_minted_total 2']);
  expect(await lineOf(metrics, 'flexgate_twilio_call_duration_seconds_count')).toEqual([
    'flexgate_twilio_call_duration_seconds_count{operation="workers.update",status="200"} 1',
    'flexgate_twilio_call_duration_seconds_count{operation="workers.update",status="failed"} 1',
  ]);
  expect(await lineOf(metrics, 'flexgate_store_errors_total')).toEqual([
    'flexgate_store_errors_total{operation="claim"} 1',
  ]);
  expect(await lineOf(metrics, 'flexgate_sessions')).toEqual([
    'flexgate_sessions_started_total 1',
    'flexgate_sessions_ended_total{reason="blocked"} 3',
  ]);
  expect(await lineOf(metrics, 'flexgate_certificate_days_left')).toEqual([
    'flexgate_certificate_days_left{connection="okta",use="idp-signing",fingerprint="ab12"} -1',
  ]);
  expect(await lineOf(metrics, 'nodejs_eventloop_lag_p99_seconds')).toHaveLength(1);
});

test('two gateways in one process count apart', async () => {
  const [one, other] = [createPromMetrics(), createPromMetrics()];
  one.tokenMinted();
  expect(await lineOf(other, 'flexgate_tokens_minted_total')).toEqual(['flexgate_tokens_minted_total 0']);
});

test('the requests that the app serves are among them', async () => {
  const metrics = createPromMetrics();
  app = await startApp(metricsRoutes(metrics, 'public'), { metrics });
  await app.send('/metrics');
  const response = await app.send('/metrics');
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(await response.text()).toContain(
    'flexgate_http_request_duration_seconds_count{method="GET",route="/metrics",status="200"} 1',
  );
});

test.each([
  { access: 'public', anyone: 200, operator: 200 },
  { access: 'admin', anyone: 401, operator: 200 },
  { access: 'off', anyone: 404, operator: 404 },
] as const)(
  'metrics: $access answers anyone $anyone and an operator $operator',
  async ({ access, anyone, operator }) => {
    app = await startApp(metricsRoutes(createPromMetrics(), access));
    expect((await app.send('/metrics')).status).toBe(anyone);
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    expect((await app.send('/metrics', { headers })).status).toBe(operator);
  },
);
