import type { Caller } from '../../src/http/endpoint.ts';
import type { SubjectState } from '../../src/provisioning/subject-ledger.ts';
import { permissionsOf } from '../../src/roles/permissions.ts';
import { sessionRoutes } from '../../src/sessions/routes.ts';
import { sessionCookie } from '../../src/sessions/session-cookie.ts';
import { callEndpoint } from '../support/call-endpoint.ts';
import { aSession, aState, ada } from '../support/subject-states.ts';
import type { RoleList } from '../support/subject-states.ts';

const NOW = Date.parse('2026-11-24T08:00:00.000Z');
const HOUR = 3_600_000;
const session = aSession({ createdAt: NOW - HOUR, expiresAt: NOW + 11 * HOUR, idleMs: HOUR });
const refusal = (code: string, evidence: unknown = expect.anything()) => expect.objectContaining({ code, evidence });

function setUp(state: SubjectState = aState(['supervisor', 'wfo.team_leader']), over: Partial<Caller> = {}) {
  const ended: string[] = [];
  const endpoints = sessionRoutes({
    sessions: {
      end: async (credential) => {
        ended.push(credential);
        return session;
      },
    },
    cookie: sessionCookie('https://sso.example.com'),
    longestTokenMs: HOUR,
    clock: () => NOW,
  });
  const caller: Partial<Caller> = {
    session: { session, state, ceiling: 'admin' },
    credential: 'the credential',
    ...over,
  };
  return {
    ended,
    endpoints,
    read: () => callEndpoint(endpoints, ['GET', '/api/session'], { caller }),
    end: () => callEndpoint(endpoints, ['DELETE', '/api/session'], { caller }),
    authorize: (body: unknown) => callEndpoint(endpoints, ['POST', '/api/authorize'], { caller, body }),
  };
}

describe('GET /api/session', () => {
  test('answers who is logged in, and what the person may do now', async () => {
    expect(await setUp().read()).toStrictEqual({
      status: 200,
      json: {
        username: 'ada@example.com',
        identity: 'ada_40example_2Ecom',
        email: 'ada@example.com',
        full_name: 'Ada Lovelace',
        roles: ['supervisor', 'wfo.team_leader'],
        flex_role: 'supervisor',
        insights_roles: ['wfo.team_leader'],
        service_role: 'supervisor',
        worker_sid: 'WKada',
        user_sid: 'USada',
        permissions: permissionsOf('supervisor'),
        connection: 'okta',
        door: 'sso',
        expires_at: '2026-11-24T19:00:00.000Z',
        idle_expires_at: '2026-11-24T09:00:00.000Z',
      },
    });
  });

  test('a demotion counts at once, in roles, permissions and service role', async () => {
    const { json } = await setUp(aState(['agent'], ['admin', 'wfo.full_access'])).read();
    expect(json).toMatchObject({
      roles: ['agent'],
      flex_role: 'agent',
      insights_roles: [],
      service_role: null,
      permissions: permissionsOf('agent'),
      pending: 'demotion',
    });
  });

  test('a promotion waits', async () => {
    const { json } = await setUp(aState(['admin', 'wfo.full_access'], ['agent'])).read();
    expect(json).toMatchObject({ roles: ['agent'], service_role: 'agent', pending: 'promotion' });
  });

  test('tells which ceiling lowered the person, and acts below it', async () => {
    const active = { session, state: aState(['admin', 'wfo.full_access']), ceiling: 'agent' as const };
    const { read, authorize } = setUp(undefined, { session: active });
    expect((await read()).json).toMatchObject({
      roles: ['agent'],
      flex_role: 'agent',
      insights_roles: [],
      service_role: null,
      permissions: permissionsOf('agent'),
      lowered_by_ceiling: { connection: 'okta', ceiling: 'agent', assigned: 'admin' },
    });
    await expect(authorize({ permission: 'deleteAnyMessage' })).rejects.toEqual(
      refusal('PERMISSION_DENIED', { permission: 'deleteAnyMessage', role: 'agent' }),
    );
  });

  test('the idle time never reaches beyond the end of the session', async () => {
    const late = {
      session: { ...session, expiresAt: NOW + 60_000 },
      state: aState(['agent']),
      ceiling: 'admin' as const,
    };
    const { json } = await setUp(undefined, { session: late }).read();
    expect(json).toMatchObject({
      expires_at: '2026-11-24T08:01:00.000Z',
      idle_expires_at: '2026-11-24T08:01:00.000Z',
    });
  });

  test('says nothing that opens the session', async () => {
    const { json } = await setUp().read();
    expect(JSON.stringify(json)).not.toContain('the credential');
  });
});

describe('DELETE /api/session', () => {
  test('ends the session and clears the cookie', async () => {
    const { end, ended } = setUp();
    expect(await end()).toStrictEqual({
      status: 204,
      cookies: [{ name: '__Host-flexgate', value: undefined, sameSite: 'Lax', path: '/' }],
    });
    expect(ended).toEqual(['the credential']);
  });

  test('also for a person who may not act any more', async () => {
    const { end, ended } = setUp({ subject: ada });
    await end();
    expect(ended).toEqual(['the credential']);
  });
});

const asked = (roles: RoleList, body: object) => setUp(aState(roles)).authorize(body);

describe('POST /api/authorize', () => {
  const SID = `CH${'0a'.repeat(16)}`;

  test.each<[RoleList, { permission: string; conversation?: string }, { role: string; role_type: string }]>([
    [['admin'], { permission: 'deleteConversation' }, { role: 'admin', role_type: 'service' }],
    [['supervisor'], { permission: 'addParticipant' }, { role: 'supervisor', role_type: 'service' }],
    [['supervisor'], { permission: 'addParticipant', conversation: SID }, { role: 'supervisor', role_type: 'service' }],
    [['agent'], { permission: 'sendMessage', conversation: SID }, { role: 'guest', role_type: 'conversation' }],
    [['admin'], { permission: 'sendMessage', conversation: 'guest' }, { role: 'guest', role_type: 'conversation' }],
    [['agent'], { permission: 'editOwnMessage', conversation: 'agent' }, { role: 'agent', role_type: 'conversation' }],
    [
      ['admin'],
      { permission: 'editAnyMessage', conversation: 'supervisor' },
      { role: 'supervisor', role_type: 'conversation' },
    ],
  ])('%s asking %j is allowed by %j', async (roles, body, decidedBy) => {
    expect(await asked(roles, body)).toEqual({
      status: 200,
      json: { allowed: true, permission: body.permission, ...decidedBy, flex_role: roles[0] },
    });
  });

  test.each<[RoleList, { permission: string; conversation?: string }, string]>([
    [['supervisor'], { permission: 'deleteConversation' }, 'supervisor'],
    [['agent'], { permission: 'joinConversation' }, 'agent'],
    [['admin'], { permission: 'sendMessage' }, 'admin'],
    [['admin'], { permission: 'editAnyMessage', conversation: SID }, 'guest'],
    [['admin'], { permission: 'editAnyMessage', conversation: 'agent' }, 'agent'],
    [['admin'], { permission: 'constructor' }, 'admin'],
    [['admin'], { permission: '__proto__', conversation: 'admin' }, 'admin'],
    // A role that the caller only claims to have: not more than the Flex role.
    [['agent'], { permission: 'editAnyMessage', conversation: 'admin' }, 'agent'],
    [['agent'], { permission: 'deleteAnyMessage', conversation: 'supervisor' }, 'agent'],
  ])('%s asking %j is refused by %s', async (roles, body, role) => {
    await expect(asked(roles, body)).rejects.toEqual(
      refusal('PERMISSION_DENIED', { permission: body.permission, role }),
    );
  });

  test('decides by the role of the moment: a demotion counts at once', async () => {
    const { authorize } = setUp(aState(['agent'], ['admin']));
    await expect(authorize({ permission: 'deleteConversation' })).rejects.toEqual(
      refusal('PERMISSION_DENIED', { permission: 'deleteConversation', role: 'agent' }),
    );
  });

  test.each<[unknown, string]>([
    [undefined, ''],
    [{}, 'permission'],
    [{ permission: '' }, 'permission'],
    [{ permission: 'x'.repeat(101) }, 'permission'],
    [{ permission: ['sendMessage'] }, 'permission'],
    [{ permission: 'sendMessage', conversation: '' }, 'conversation'],
    [{ permission: 'sendMessage', conversation: 'constructor' }, 'conversation'],
    [{ permission: 'sendMessage', conversation: 'CH12' }, 'conversation'],
    [{ permission: 'sendMessage', flexRole: 'admin' }, ''],
  ])('%j is not valid', async (body, path) => {
    await expect(setUp().authorize(body)).rejects.toEqual(
      refusal('REQUEST_INVALID', { problems: [{ path, reason: expect.any(String) }] }),
    );
  });
});

describe('a person who may not act', () => {
  const block = { at: NOW, by: 'operator', reason: 'left' };

  test.each<[string, SubjectState, string]>([
    ['blocked', { ...aState(['admin']), blocked: block }, 'SUBJECT_BLOCKED'],
    ['not in Twilio', { subject: ada }, 'PROVISIONING_PENDING'],
  ])('(%s) reads nothing and is allowed nothing', async (_, state, code) => {
    const { read, authorize } = setUp(state);
    await expect(read()).rejects.toEqual(refusal(code));
    await expect(authorize({ permission: 'sendMessage' })).rejects.toEqual(refusal(code));
  });
});

test('every line is for sessions, and open to the sites under `cors`', () => {
  const { endpoints } = setUp();
  expect(endpoints.map(({ method, path, access, cors }) => [method, path, access, cors])).toEqual([
    ['GET', '/api/session', 'session', true],
    ['DELETE', '/api/session', 'session', true],
    ['POST', '/api/authorize', 'session', true],
  ]);
});
