import { decode } from 'jsonwebtoken';
import type { Reply } from '../../src/http/endpoint.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import type { FlexRole } from '../../src/roles/flex-role.ts';
import { resumeSession } from '../../src/sessions/resume-session.ts';
import { createMemoryStore } from '../../src/store/store.memory.ts';
import { createExchangeCodes } from '../../src/tokens/exchange-codes.ts';
import { createMintToken } from '../../src/tokens/mint-token.ts';
import { tokenRoutes } from '../../src/tokens/routes.ts';
import { createJwtTokenIssuer } from '../../src/tokens/token-issuer.jwt.ts';
import type { TokenSettings } from '../../src/tokens/token-settings.ts';
import { createValidateToken } from '../../src/tokens/validate.ts';
import { callEndpoint } from '../support/call-endpoint.ts';
import { confirmRoles, decideRoles } from '../support/store-people.ts';
import { aSession, ada } from '../support/subject-states.ts';
import type { RoleList } from '../support/subject-states.ts';
import { aTokenSettings } from '../support/token-settings.ts';

const NOW = Date.parse('2026-11-24T08:00:00.000Z');
const HOUR = 3_600_000;

/** Ceilings of the connections by name, and whether they share a namespace. */
interface Ceilings {
  shared: boolean;
  readonly of: Map<string, FlexRole>;
}
const ceilingOf = () => 'admin' as const;

async function setUp(roles: RoleList = ['supervisor', 'wfo.team_leader'], over: Partial<TokenSettings> = {}) {
  const time = { now: NOW };
  const clock = () => time.now;
  const settings = aTokenSettings(over);
  const store = createMemoryStore({ clock });
  const ceilings: Ceilings = { shared: false, of: new Map([['okta', 'admin']]) };
  const resume = resumeSession(store.sessions, {
    onDemotion: 'downgrade',
    ceilingOf: ({ connection }) => ceilings.of.get(connection),
  });
  const issuer = createJwtTokenIssuer({ settings, clock });
  const codes = createExchangeCodes(store.records);
  const endpoints = tokenRoutes({
    mint: createMintToken({ issuer, settings, clock, isShared: () => ceilings.shared }),
    validate: createValidateToken({
      issuer,
      ledger: store.ledger,
      ceilingOf: (connection = 'okta') => ceilings.of.get(connection),
      accountSid: settings.accountSid,
    }),
    codes,
    sessions: { resume },
    settings,
    clock,
  });
  await decideRoles(store, roles, NOW);
  await confirmRoles(store, roles);
  const session = aSession({ createdAt: NOW, expiresAt: NOW + 12 * HOUR, idleMs: 12 * HOUR });
  const credential = await store.sessions.create(session);

  /** As the HTTP layer does: the session as it stands at the moment of the call. */
  const caller = async () => {
    const resumed = await resume(credential, clock());
    return { credential, ...(resumed && { session: resumed }) };
  };
  return {
    time,
    ceilings,
    settings,
    store,
    codes,
    credential,
    mint: async (body?: unknown) => callEndpoint(endpoints, ['POST', '/api/token'], { body, caller: await caller() }),
    exchange: (body: unknown) => callEndpoint(endpoints, ['POST', '/api/token/exchange'], { body }),
    validate: (token: unknown, AccountSid = settings.accountSid) =>
      callEndpoint(endpoints, ['POST', '/v1/Accounts/:AccountSid/Tokens/validate'], {
        params: { AccountSid },
        body: { token },
      }),
  };
}

interface Answer {
  readonly token: string;
  readonly [member: string]: unknown;
}
const answerOf = ({ json }: Reply) => json as Answer;
const payloadOf = (reply: Reply) => decode(answerOf(reply).token, { json: true })!;
const refusal = (code: string, evidence: unknown = expect.anything()) => expect.objectContaining({ code, evidence });

describe('POST /api/token', () => {
  test('answers a token with what a client must know of it', async () => {
    const { mint } = await setUp();
    expect(await mint({})).toStrictEqual({
      status: 200,
      json: {
        token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        identity: ada.identity,
        roles: ['supervisor', 'wfo.team_leader'],
        flex_role: 'supervisor',
        insights_roles: ['wfo.team_leader'],
        expires_at: '2026-11-24T09:00:00.000Z',
      },
    });
  });

  test('takes a call without a body', async () => {
    const { mint } = await setUp();
    expect(Object.keys(payloadOf(await mint())['grants'])).toEqual(['identity', 'chat', 'task_router', 'flex']);
  });

  test('makes the token that was asked for', async () => {
    const { mint, settings } = await setUp(['agent'], { syncServiceSid: 'IS6', roles: false });
    const reply = await mint({ ttl: 600, grants: ['data_sync', 'task_router'] });
    expect(answerOf(reply)['expires_at']).toBe('2026-11-24T08:10:00.000Z');
    expect(payloadOf(reply)).toEqual({
      jti: `${settings.apiKeySid}-${NOW / 1000}`,
      iss: settings.apiKeySid,
      sub: settings.accountSid,
      iat: NOW / 1000,
      exp: NOW / 1000 + 600,
      grants: {
        identity: ada.identity,
        task_router: { workspace_sid: settings.workspaceSid, worker_sid: 'WKada', role: 'worker' },
        data_sync: { service_sid: 'IS6' },
      },
    });
  });

  test.each<[unknown, string]>([
    [{ ttl: 179 }, 'ttl'],
    [{ ttl: 86_401 }, 'ttl'],
    [{ ttl: 600.5 }, 'ttl'],
    [{ ttl: '600' }, 'ttl'],
    [{ ttl: null }, 'ttl'],
    [{ grants: [] }, 'grants'],
    [{ grants: ['video'] }, 'grants.0'],
    [{ grants: ['flex'] }, 'grants.0'],
    [{ grants: ['__proto__'] }, 'grants.0'],
    [{ grants: 'chat' }, 'grants'],
    [{ roles: ['admin'] }, ''],
    [{ identity: 'eve' }, ''],
    [[], ''],
    ['chat', ''],
  ])('%j is not valid', async (body, path) => {
    const { mint } = await setUp();
    await expect(mint(body)).rejects.toEqual(
      refusal('REQUEST_INVALID', { problems: [{ path, reason: expect.any(String) }] }),
    );
  });

  test.each(['voice', 'data_sync'])('%s is refused where it is not configured', async (grant) => {
    const { mint } = await setUp();
    await expect(mint({ grants: ['chat', grant] })).rejects.toEqual(refusal('GRANT_UNAVAILABLE', { grant }));
  });

  test('the token ends with the session, however long a life was asked for', async () => {
    const { mint, time } = await setUp();
    time.now = NOW + 12 * HOUR - 90_000;
    expect(answerOf(await mint({ ttl: 86_400 }))['expires_at']).toBe('2026-11-24T20:00:00.000Z');
  });

  test('needs a session', async () => {
    const { mint, store, credential } = await setUp();
    await store.sessions.end(credential);
    await expect(mint({})).rejects.toEqual(refusal('SESSION_REQUIRED'));
  });
});

describe('the roles in a token are those of the moment', () => {
  test('a demotion counts in the next token, before Twilio knows of it', async () => {
    const { mint, store } = await setUp(['admin', 'wfo.full_access']);
    expect(payloadOf(await mint({}))['grants'].chat.deployment_role_sid).toBe('RLadmin');
    await decideRoles(store, ['agent'], NOW + 1);
    const reply = await mint({});
    expect(answerOf(reply)).toMatchObject({
      roles: ['agent'],
      flex_role: 'agent',
      insights_roles: [],
      pending: 'demotion',
    });
    expect(payloadOf(reply)['grants']).toMatchObject({ task_router: { role: 'worker' }, flex: { roles: ['agent'] } });
    expect(payloadOf(reply)['grants'].chat).not.toHaveProperty('deployment_role_sid');
  });

  test('a promotion waits for Twilio', async () => {
    const { mint, store } = await setUp(['agent']);
    await decideRoles(store, ['admin', 'wfo.full_access'], NOW + 1);
    expect(answerOf(await mint({}))).toMatchObject({ roles: ['agent'], pending: 'promotion' });
    await confirmRoles(store, ['admin', 'wfo.full_access']);
    const reply = await mint({});
    expect(answerOf(reply)).toMatchObject({ roles: ['admin', 'wfo.full_access'] });
    expect(answerOf(reply)).not.toHaveProperty('pending');
    expect(payloadOf(reply)['grants'].chat.deployment_role_sid).toBe('RLadmin');
  });

  test('there is none for a person whom Twilio does not hold any more', async () => {
    const { mint, store } = await setUp();
    const lease = await store.ledger.lease(slotOf(ada.identity), 1000);
    await store.ledger.forgetConfirmed(lease!);
    await expect(mint({})).rejects.toEqual(refusal('PROVISIONING_PENDING'));
  });

  test('there is none for a person who is blocked', async () => {
    const { mint, store } = await setUp();
    await store.ledger.block(slotOf(ada.identity), { at: NOW, by: 'operator', reason: 'left' });
    await expect(mint({})).rejects.toEqual(refusal('SESSION_REQUIRED'));
  });
});

describe('POST /api/token/exchange', () => {
  test('answers the same as /api/token, and the bearer of the session', async () => {
    const { exchange, mint, codes, credential } = await setUp();
    const reply = await exchange({ code: await codes.issue(credential) });
    expect(reply).toEqual({ status: 200, json: { ...answerOf(await mint({})), session: credential } });
  });

  test('takes the wishes of /api/token too', async () => {
    const { exchange, codes, credential } = await setUp();
    const reply = await exchange({ code: await codes.issue(credential), ttl: 180, grants: ['chat'] });
    expect(answerOf(reply)['expires_at']).toBe('2026-11-24T08:03:00.000Z');
    expect(payloadOf(reply)['grants']).not.toHaveProperty('task_router');
  });

  test('works once per code', async () => {
    const { exchange, codes, credential } = await setUp();
    const code = await codes.issue(credential);
    await exchange({ code });
    await expect(exchange({ code })).rejects.toEqual(refusal('EXCHANGE_CODE_INVALID', {}));
  });

  test('a wish that cannot be granted does not use up the code', async () => {
    const { exchange, codes, credential } = await setUp();
    const code = await codes.issue(credential);
    await expect(exchange({ code, grants: ['voice'] })).rejects.toEqual(
      refusal('GRANT_UNAVAILABLE', { grant: 'voice' }),
    );
    await expect(exchange({ code, ttl: 1 })).rejects.toEqual(refusal('REQUEST_INVALID'));
    await expect(exchange({ code })).resolves.toMatchObject({ status: 200 });
  });

  test('a code whose session has ended meanwhile opens nothing', async () => {
    const { exchange, codes, credential, store } = await setUp();
    const code = await codes.issue(credential);
    await store.sessions.end(credential);
    await expect(exchange({ code })).rejects.toEqual(refusal('EXCHANGE_CODE_INVALID', {}));
  });

  test('a code of a person who was blocked meanwhile opens nothing', async () => {
    const { exchange, codes, credential, store } = await setUp();
    const code = await codes.issue(credential);
    await store.ledger.block(slotOf(ada.identity), { at: NOW, by: 'operator', reason: 'left' });
    await expect(exchange({ code })).rejects.toEqual(refusal('EXCHANGE_CODE_INVALID', {}));
  });

  test.each<[unknown, string]>([
    [{}, 'REQUEST_INVALID'],
    [{ code: 7 }, 'REQUEST_INVALID'],
    [undefined, 'REQUEST_INVALID'],
    [{ code: '' }, 'EXCHANGE_CODE_INVALID'],
    [{ code: 'A'.repeat(43) }, 'EXCHANGE_CODE_INVALID'],
  ])('%j: %s', async (body, code) => {
    const { exchange } = await setUp();
    await expect(exchange(body)).rejects.toEqual(refusal(code));
  });
});

const notActive = { valid: false, code: 20101, message: expect.stringContaining('no longer a worker') };

describe('POST /v1/Accounts/{AccountSid}/Tokens/validate', () => {
  test('answers a good token field for field as Flex does', async () => {
    const { mint, validate } = await setUp();
    const reply = await validate(answerOf(await mint({})).token);
    expect(JSON.stringify(reply.json)).toBe(
      JSON.stringify({
        valid: true,
        code: 0,
        message: null,
        expiration: '2026-11-24T09:00:00.000Z',
        realm_user_id: 'ada@example.com',
        identity: 'ada_40example_2Ecom',
        roles: ['supervisor', 'wfo.team_leader'],
        worker_sid: 'WKada',
      }),
    );
    expect(reply.status).toBe(200);
  });

  test('answers the roles of now for an old token: a demotion counts', async () => {
    const { mint, validate, store } = await setUp(['admin', 'wfo.full_access']);
    const { token } = answerOf(await mint({}));
    await decideRoles(store, ['agent'], NOW + 1);
    expect(answerOf(await validate(token))).toMatchObject({ valid: true, roles: ['agent'] });
  });

  test('a blocked person’s token is not good any more', async () => {
    const { mint, validate, store } = await setUp();
    const { token } = answerOf(await mint({}));
    await store.ledger.block(slotOf(ada.identity), { at: NOW, by: 'operator', reason: 'left' });
    expect(await validate(token)).toEqual({ status: 200, json: notActive });
  });

  test('nor is that of a person whom the gateway does not know', async () => {
    const { mint, settings } = await setUp();
    const { token } = answerOf(await mint({}));
    const other = createMemoryStore({ clock: () => NOW });
    const issuer = createJwtTokenIssuer({ settings, clock: () => NOW });
    const validate = createValidateToken({ issuer, ledger: other.ledger, ceilingOf, accountSid: settings.accountSid });
    await expect(validate({ accountSid: settings.accountSid, token })).resolves.toEqual(notActive);
  });

  test('a token of an identity that differs in letter case only does not get this person’s roles', async () => {
    const { mint, settings, store } = await setUp();
    const issuer = createJwtTokenIssuer({ settings, clock: () => NOW });
    const validate = createValidateToken({ issuer, ledger: store.ledger, ceilingOf, accountSid: settings.accountSid });
    const { iat, exp, iss, sub, jti, grants } = payloadOf(await mint({}));
    const token = issuer.issue({
      header: { alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' },
      payload: {
        jti: jti!,
        iat: iat!,
        exp: exp!,
        iss: iss!,
        sub: sub as string,
        grants: { ...grants, identity: 'ADA_40example_2Ecom' },
      },
    });
    await expect(validate({ accountSid: settings.accountSid, token })).resolves.toEqual(notActive);
  });

  test('a token is not good in another account', async () => {
    const { mint, validate } = await setUp();
    const { token } = answerOf(await mint({}));
    expect((await validate(token, 'ACother')).json).toEqual({
      valid: false,
      code: 20103,
      message: expect.stringContaining('another account'),
    });
  });

  test('an expired token is answered with status 200 and its fault', async () => {
    const { mint, validate, time } = await setUp();
    const { token } = answerOf(await mint({}));
    time.now += HOUR;
    expect(await validate(token)).toEqual({
      status: 200,
      json: { valid: false, code: 20104, message: expect.stringContaining('expired') },
    });
  });

  test.each([undefined, '', 7, null])('%p is no token', async (token) => {
    const { validate } = await setUp();
    await expect(validate(token)).rejects.toEqual(refusal('REQUEST_INVALID'));
  });

  test('a store that does not answer is an outage, not a bad token', async () => {
    const { mint, settings } = await setUp();
    const { token } = answerOf(await mint({}));
    const outage = new Error('store down');
    const validate = createValidateToken({
      issuer: createJwtTokenIssuer({ settings, clock: () => NOW }),
      ledger: { read: () => Promise.reject(outage) },
      ceilingOf,
      accountSid: settings.accountSid,
    });
    await expect(validate({ accountSid: settings.accountSid, token })).rejects.toBe(outage);
  });
});

test.each([
  ['POST /api/token', 'session', true],
  ['POST /api/token/exchange', 'public', true],
  ['POST /v1/Accounts/:AccountSid/Tokens/validate', 'account', undefined],
])('%s is for %s, from other sites: %p', (line, access, cors) => {
  const endpoints = tokenRoutes({} as Parameters<typeof tokenRoutes>[0]);
  const found = endpoints.find(({ method, path }) => `${method} ${path}` === line);
  expect(found).toMatchObject({ access });
  expect(found?.cors).toBe(cors);
});

describe('under the ceiling of the session’s connection', () => {
  test('no token carries more than the connection may give, for Twilio takes the power from the identity', async () => {
    const { mint, ceilings } = await setUp(['admin', 'wfo.full_access']);
    ceilings.of.set('okta', 'supervisor');
    await expect(mint({})).rejects.toEqual(
      refusal('TOKEN_ABOVE_CEILING', { connection: 'okta', ceiling: 'supervisor', assigned: 'admin' }),
    );
  });

  test('nor does a code bring one', async () => {
    const { exchange, codes, credential, ceilings } = await setUp(['admin', 'wfo.full_access']);
    ceilings.of.set('okta', 'agent');
    await expect(exchange({ code: await codes.issue(credential) })).rejects.toEqual(refusal('TOKEN_ABOVE_CEILING'));
  });

  test('a promotion beyond it that waits for Twilio brings none either: the token would outlive the wait', async () => {
    const { mint, store, ceilings } = await setUp(['agent']);
    ceilings.of.set('okta', 'agent');
    await decideRoles(store, ['admin', 'wfo.full_access'], NOW + 1);
    await expect(mint({})).rejects.toEqual(refusal('TOKEN_ABOVE_CEILING'));
  });

  test('where several connections speak of one person, a token names its own, and is answered under its ceiling', async () => {
    const { mint, validate, ceilings, settings } = await setUp();
    ceilings.shared = true;
    const reply = await mint({});
    expect(payloadOf(reply)['jti']).toBe(`${settings.apiKeySid}-${NOW / 1000}-okta`);
    const { token } = answerOf(reply);
    ceilings.of.set('okta', 'agent');
    expect((await validate(token)).json).toMatchObject({ valid: true, roles: ['agent'] });
    ceilings.of.delete('okta');
    expect((await validate(token)).json).toEqual(notActive);
  });
});
