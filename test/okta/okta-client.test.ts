import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isRefusal, type Refusal } from '../../src/kernel/refusal.ts';
import { createOktaClient, type OktaClient } from '../../src/okta/okta-client.ts';
import type { OktaCredentials } from '../../src/okta/okta-settings.ts';
import { aSamlApp, anOktaOrg, type RunningOrg } from '../support/an-okta-org.ts';

const pemOf = ({ publicKey, privateKey }: KeyPairKeyObjectResult): { publicKey: string; privateKey: string } => ({
  publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
});
const KEYS = {
  rsa: pemOf(generateKeyPairSync('rsa', { modulusLength: 2048 })),
  ec: pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
};

let org: RunningOrg;
beforeAll(async () => {
  const serviceApps = (['rsa', 'ec'] as const).map((type) => ({
    clientId: `0oa-${type}`,
    publicKey: KEYS[type].publicKey,
    scopes: ['okta.apps.read', 'okta.apps.manage'],
  }));
  org = await anOktaOrg({ serviceApps });
});
afterAll(() => org.close());

interface Opened {
  readonly client: OktaClient;
  /** Waits asked for, ms; they pass at once. */
  readonly waits: number[];
}

let ids = 0;
function opened(url = org.idp.url, credentials?: OktaCredentials, clock = Date.now): Opened {
  const waits: number[] = [];
  const client = createOktaClient(
    { org: url, credentials: credentials ?? { kind: 'token', token: org.idp.apiToken } },
    {
      fetch,
      clock,
      sleep: async (ms) => void waits.push(ms),
      randomId: () => `id-${(ids += 1)}`,
    },
  );
  return { client, waits };
}

const refusalOf = async (act: Promise<unknown>): Promise<Refusal> => {
  const error: unknown = await act.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isRefusal(error)) throw new Error(`no refusal but ${String(error)}`);
  return error;
};

const forceLimit = (limit: object): Promise<Response> =>
  fetch(`${org.idp.url}/api/sandbox/rate-limit`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(limit),
  });

describe('credentials', () => {
  test('an API token is sent as SSWS', async () => {
    await expect(opened().client.appsLabelled('nothing')).resolves.toEqual([]);
  });

  test.each(['rsa', 'ec'] as const)('a service app gets an access token with its %s key, once', async (type) => {
    const { privateKey } = KEYS[type];
    const app: OktaCredentials = {
      kind: 'service-app',
      clientId: `0oa-${type}`,
      privateKey,
      scopes: ['okta.apps.read'],
    };
    const { client } = opened(undefined, app);
    await expect(client.appsLabelled('nothing')).resolves.toEqual([]);
    await expect(client.appsLabelled('nothing')).resolves.toEqual([]);
  });

  test('a wrong token is a refusal that does not repeat it', async () => {
    const refusal = await refusalOf(
      opened(undefined, { kind: 'token', token: 'wrong-and-secret' }).client.appsLabelled('x'),
    );
    expect(refusal).toMatchObject({ code: 'OKTA_TOKEN_INVALID', evidence: { errorCode: 'E0000011' } });
    expect(JSON.stringify(refusal.evidence) + refusal.detail).not.toContain('wrong-and-secret');
  });

  test('a key of somebody else is refused by the authorization server', async () => {
    const { privateKey } = KEYS.ec;
    const app: OktaCredentials = { kind: 'service-app', clientId: '0oa-rsa', privateKey, scopes: ['okta.apps.read'] };
    expect(await refusalOf(opened(undefined, app).client.appsLabelled('x'))).toMatchObject({
      code: 'OKTA_TOKEN_INVALID',
      evidence: { operation: 'POST /oauth2/v1/token' },
    });
  });

  test('a scope that is not granted is named', async () => {
    const { privateKey } = KEYS.rsa;
    const app: OktaCredentials = { kind: 'service-app', clientId: '0oa-rsa', privateKey, scopes: ['okta.groups.read'] };
    expect(await refusalOf(opened(undefined, app).client.groupsNamed('x'))).toMatchObject({
      code: 'OKTA_SCOPE_MISSING',
      evidence: { scope: 'okta.groups.read' },
    });
  });

  test('a token without the scope of the call says which one is needed', async () => {
    const { privateKey } = KEYS.rsa;
    const app: OktaCredentials = { kind: 'service-app', clientId: '0oa-rsa', privateKey, scopes: ['okta.apps.read'] };
    expect(await refusalOf(opened(undefined, app).client.groupsNamed('x'))).toMatchObject({
      code: 'OKTA_SCOPE_MISSING',
      evidence: { errorCode: 'E0000006', scope: 'okta.groups.read', operation: 'GET /api/v1/groups' },
    });
  });

  test('a private key that is none is told before anything is sent', async () => {
    const app: OktaCredentials = { kind: 'service-app', clientId: '0oa-rsa', privateKey: 'nonsense', scopes: [] };
    const refusal = await refusalOf(opened('http://127.0.0.1:1', app).client.org());
    expect(refusal).toMatchObject({ code: 'OKTA_TOKEN_INVALID' });
    expect(refusal.detail).toContain('the private key cannot be read');
  });
});

describe('rate limits', () => {
  test('a limit is waited out until its reset', async () => {
    await forceLimit({ calls: 1, resetAfterSeconds: 30 });
    const { client, waits } = opened();
    await expect(client.appsLabelled('nothing')).resolves.toEqual([]);
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThan(28_000);
    expect(waits[0]).toBeLessThanOrEqual(33_000);
  });

  test('the limit of concurrent requests is backed off from, briefly and longer each time', async () => {
    await forceLimit({ calls: 3, resetAfterSeconds: 60, concurrency: true });
    const { client, waits } = opened();
    await expect(client.appsLabelled('nothing')).resolves.toEqual([]);
    expect(waits).toEqual([1000, 2000, 4000]);
  });

  test('a reset that is far away is told instead', async () => {
    await forceLimit({ calls: 1, resetAfterSeconds: 3600 });
    expect(await refusalOf(opened().client.appsLabelled('x'))).toMatchObject({
      code: 'OKTA_RATE_LIMITED',
      evidence: { retryAfterMs: expect.any(Number) },
    });
  });

  test('writes wait too: a 429 was never carried out', async () => {
    await forceLimit({ calls: 2, resetAfterSeconds: 1 });
    const { client, waits } = opened();
    await client.createGroup('made after a limit', '');
    expect(waits).toHaveLength(2);
    expect(await client.groupsNamed('made after a limit')).toHaveLength(1);
  });

  test('patience ends', async () => {
    await forceLimit({ calls: 50, resetAfterSeconds: 1 });
    expect(await refusalOf(opened().client.appsLabelled('x'))).toMatchObject({ code: 'OKTA_RATE_LIMITED' });
    await forceLimit({ calls: 0 });
  });
});

test('pages are followed to the last', async () => {
  for (let number = 0; number < 25; number += 1) await org.api('POST', '/apps', aSamlApp({}, `Paged ${number}`));
  const app = await org.app('Paged 7');
  for (const { id } of await org.api<{ id: string }[]>('GET', '/groups?limit=200')) {
    await org.api('PUT', `/apps/${app.id}/groups/${id}`, {});
  }
  const { client } = opened();
  const assigned = await client.groupAssignments(app.id);
  const groups = await org.api<unknown[]>('GET', '/groups?limit=200');
  expect(assigned).toHaveLength(groups.length);
  expect(await client.appsLabelled('Paged 2')).toHaveLength(1);
});

/** A server that answers as it is told. */
async function scripted(
  answer: (res: ServerResponse, count: number) => void,
): Promise<{ url: string; asked: () => number; server: Server }> {
  let count = 0;
  const server = createServer((_req, res) => answer(res, (count += 1)));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => count, server };
}

describe('what goes wrong', () => {
  let servers: Server[] = [];
  afterEach(() => {
    for (const server of servers) server.close();
    servers = [];
  });
  const answering = async (answer: (res: ServerResponse, count: number) => void) => {
    const running = await scripted(answer);
    servers.push(running.server);
    return running;
  };

  test('Okta’s own words come with the code', async () => {
    const app = aSamlApp({ ssoAcsUrl: 'https://has_underscore.example/acs' });
    const refusal = await refusalOf(opened().client.createApp(app));
    expect(refusal).toMatchObject({
      code: 'OKTA_REJECTED',
      evidence: { status: 400, errorCode: 'E0000001', causes: [expect.stringContaining('underscore')] },
    });
    expect(refusal.detail).toContain(
      'POST /api/v1/apps: 400 E0000001, Api validation failed: settings.signOn.ssoAcsUrl',
    );
  });

  test('a read is repeated after a server error', async () => {
    const { url, asked } = await answering((res, count) => {
      res.statusCode = count < 3 ? 502 : 200;
      res.end('[]');
    });
    await expect(opened(url).client.appsLabelled('x')).resolves.toEqual([]);
    expect(asked()).toBe(3);
  });

  test('a write is not: it may have been carried out', async () => {
    const { url, asked } = await answering((res) => {
      res.statusCode = 500;
      res.end('{"errorCode":"E0000009"}');
    });
    expect(await refusalOf(opened(url).client.createGroup('x', ''))).toMatchObject({
      code: 'OKTA_UNAVAILABLE',
      evidence: { status: 500, errorCode: 'E0000009' },
    });
    expect(asked()).toBe(1);
  });

  test('a busy resource is asked again', async () => {
    const { url, asked } = await answering((res, count) => {
      res.statusCode = count === 1 ? 423 : 200;
      res.end(count === 1 ? '{"errorCode":"E0000239"}' : '{}');
    });
    await opened(url).client.activateApp('0oa1');
    expect(asked()).toBe(2);
  });

  test('a next link to another place does not get the token', async () => {
    const elsewhere = await answering((res) => res.end('[]'));
    const { url } = await answering((res) => {
      res.setHeader('Link', `<${elsewhere.url}/api/v1/apps?after=1>; rel="next"`);
      res.end('[]');
    });
    expect(await refusalOf(opened(url).client.appsLabelled('x'))).toMatchObject({ code: 'OKTA_UNAVAILABLE' });
    expect(elsewhere.asked()).toBe(0);
  });

  test('a redirect is not followed', async () => {
    const { url } = await answering((res) => res.writeHead(302, { location: 'https://login.acme.example' }).end());
    const refusal = await refusalOf(opened(url).client.appsLabelled('x'));
    expect(refusal).toMatchObject({ code: 'OKTA_UNAVAILABLE', evidence: { status: 302 } });
    expect(refusal.detail).toContain('it redirects to https://login.acme.example');
  });

  test.each(['<html>a proxy</html>', '{"no":"list"}'])('an answer like %s is not believed', async (text) => {
    const { url } = await answering((res) => res.end(text));
    expect(await refusalOf(opened(url).client.appsLabelled('x'))).toMatchObject({ code: 'OKTA_ANSWER_UNKNOWN' });
  });

  test('an org that is not there', async () => {
    expect(await refusalOf(opened('http://127.0.0.1:1').client.appsLabelled('x'))).toMatchObject({
      code: 'OKTA_UNAVAILABLE',
    });
  });
});

test('the clock is compared with the Date of the answers', async () => {
  const { client } = opened(undefined, undefined, () => Date.now() + 90_000);
  await client.appsLabelled('nothing');
  const { clockAheadMs, rateLimit } = client.vitals();
  expect(clockAheadMs).toBeGreaterThanOrEqual(89_000);
  expect(clockAheadMs).toBeLessThanOrEqual(92_000);
  expect(rateLimit).toMatchObject({ limit: 600 });
});
