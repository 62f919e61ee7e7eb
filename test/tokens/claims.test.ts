import * as fc from 'fast-check';
import AccessToken from 'twilio/lib/jwt/AccessToken.js';
import type { EffectiveRoles } from '../../src/sessions/effective.ts';
import { effectiveRoles } from '../../src/sessions/effective.ts';
import { TTL_SECONDS, tokenClaims } from '../../src/tokens/claims.ts';
import type { TokenRequest } from '../../src/tokens/claims.ts';
import { GRANTS } from '../../src/tokens/grants.ts';
import type { Bearer } from '../../src/tokens/grants.ts';
import { createJwtTokenIssuer } from '../../src/tokens/token-issuer.jwt.ts';
import type { TokenSettings } from '../../src/tokens/token-settings.ts';
import { aState, ada } from '../support/subject-states.ts';
import { aTokenSettings } from '../support/token-settings.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-24T08:00:00.700Z');
const SECOND = Math.floor(NOW / 1000);

const supervisor = effectiveRoles(aState(['supervisor', 'wfo.team_leader']))!;
const plain = aTokenSettings({ roles: false });
const everything = aTokenSettings({
  pushCredentialSid: `CR${'4'.repeat(32)}`,
  voice: { outgoingApplicationSid: `AP${'5'.repeat(32)}`, incoming: true },
  syncServiceSid: `IS${'6'.repeat(32)}`,
  roles: false,
});

const aRequest = (over: Partial<TokenRequest> = {}): TokenRequest => ({
  bearer: { identity: ada.identity, workerSid: 'WKada', roles: supervisor },
  grants: ['chat', 'task_router'],
  sessionExpiresAt: NOW + 12 * HOUR,
  now: NOW,
  ...over,
});
const grantsOf = (roles: EffectiveRoles, settings = plain) =>
  tokenClaims(aRequest({ bearer: { identity: ada.identity, workerSid: 'WKada', roles } }), settings).payload.grants;

class FlexGrant extends AccessToken.Grant<object, object, 'flex'> {
  private readonly members: object;
  constructor(members: object) {
    super('flex');
    this.members = members;
  }
  override toPayload(): object {
    return this.members;
  }
}

type SdkGrant = AccessToken.Grant<unknown, unknown, string>;

function sdkGrants(settings: TokenSettings, { workerSid, roles }: Bearer): readonly SdkGrant[] {
  const { conversationsServiceSid: serviceSid, workspaceSid, pushCredentialSid } = settings;
  return [
    new AccessToken.ChatGrant({
      serviceSid,
      ...(roles.serviceRole && { deploymentRoleSid: roles.serviceRole.sid }),
      ...(pushCredentialSid !== undefined && { pushCredentialSid }),
    }),
    new AccessToken.TaskRouterGrant({
      workspaceSid,
      workerSid,
      role: roles.flexRole === 'agent' ? 'worker' : 'supervisor',
    }),
  ];
}

function optionalSdkGrants({ voice, syncServiceSid, roles }: TokenSettings, bearer: Bearer): readonly SdkGrant[] {
  const { flexRole, insightsRoles } = bearer.roles;
  const outgoing = voice?.outgoingApplicationSid;
  return [
    ...(voice
      ? [
          new AccessToken.VoiceGrant({
            incomingAllow: voice.incoming,
            ...(outgoing !== undefined && { outgoingApplicationSid: outgoing }),
          }),
        ]
      : []),
    ...(syncServiceSid === undefined ? [] : [new AccessToken.SyncGrant({ serviceSid: syncServiceSid })]),
    ...(roles
      ? [new FlexGrant({ flex_role: flexRole, insights_roles: insightsRoles, roles: [flexRole, ...insightsRoles] })]
      : []),
  ];
}

/** What Twilio's SDK makes of the same input: the signed token, and header and payload as the texts that were signed. */
function bySdk(settings: TokenSettings, { bearer, ttlSeconds = 3600 }: TokenRequest) {
  const { accountSid, apiKeySid, apiKeySecret, region } = settings;
  const sdk = new AccessToken(accountSid, apiKeySid, apiKeySecret, {
    identity: bearer.identity,
    ttl: ttlSeconds,
    ...(region !== undefined && { region }),
  });
  for (const grant of [...sdkGrants(settings, bearer), ...optionalSdkGrants(settings, bearer)]) sdk.addGrant(grant);
  const token = sdk.toJwt();
  const [header, payload] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  return { token, header: header!, payload: payload!, iat: JSON.parse(payload!).iat as number };
}

describe('Twilio’s SDK would have made the same token', () => {
  const agent = effectiveRoles(aState(['agent']))!;
  const demoted = effectiveRoles(aState(['agent'], ['admin', 'wfo.full_access']))!;
  const bearer = { identity: ada.identity, workerSid: 'WKada', roles: supervisor };

  test.each<[string, TokenSettings, Partial<TokenRequest>]>([
    ['for a supervisor', plain, { bearer }],
    ['for an agent', plain, { bearer: { ...bearer, roles: agent } }],
    ['without a service role', plain, { bearer: { ...bearer, roles: demoted } }],
    ['with every grant', everything, { bearer, grants: GRANTS }],
    ['whatever the order in which the grants were asked for', everything, { bearer, grants: GRANTS.toReversed() }],
    [
      'with incoming calls only',
      { ...plain, voice: { incoming: true } },
      { bearer, grants: ['chat', 'task_router', 'voice'] },
    ],
    [
      'with outgoing calls only',
      { ...plain, voice: { incoming: false, outgoingApplicationSid: 'AP1' } },
      { bearer, grants: ['chat', 'task_router', 'voice'] },
    ],
    ['in another region', { ...plain, region: 'ie1' }, { bearer }],
    ['for another life', plain, { bearer, ttlSeconds: 180 }],
    ['with the roles in a grant of their own', { ...everything, roles: true }, { bearer, grants: GRANTS }],
  ])('%s', (_, settings, over) => {
    const request = aRequest(over);
    const sdk = bySdk(settings, request);
    const now = sdk.iat * 1000;
    const claims = tokenClaims({ ...request, now, sessionExpiresAt: now + 12 * HOUR }, settings);
    expect(JSON.stringify(claims.header)).toBe(sdk.header);
    expect(JSON.stringify(claims.payload)).toBe(sdk.payload);
    expect(createJwtTokenIssuer({ settings, clock: () => now }).issue(claims)).toBe(sdk.token);
  });
});

describe('the roles in the token', () => {
  test.each([
    { roles: effectiveRoles(aState(['agent']))!, taskRouter: 'worker', deployment: 'RLagent' },
    { roles: supervisor, taskRouter: 'supervisor', deployment: 'RLsupervisor' },
    { roles: effectiveRoles(aState(['admin', 'wfo.full_access']))!, taskRouter: 'supervisor', deployment: 'RLadmin' },
    { roles: effectiveRoles(aState(['admin'], ['agent']))!, taskRouter: 'worker', deployment: 'RLagent' },
    { roles: effectiveRoles(aState(['agent'], ['admin']))!, taskRouter: 'worker', deployment: undefined },
    { roles: effectiveRoles(aState(['supervisor'], ['admin']))!, taskRouter: 'supervisor', deployment: undefined },
  ])(
    '$roles.flexRole, pending $roles.pending: $taskRouter in TaskRouter, $deployment in Conversations',
    ({ roles, taskRouter, deployment }) => {
      const grants = grantsOf(roles);
      expect(grants.task_router?.role).toBe(taskRouter);
      expect(grants.chat?.deployment_role_sid).toBe(deployment);
      expect(Object.keys(grants.chat!)).toHaveLength(deployment === undefined ? 1 : 2);
    },
  );

  test('are written out under grants.flex, the last of the grants', () => {
    const grants = grantsOf(supervisor, aTokenSettings({ roles: true }));
    expect(grants.flex).toStrictEqual({
      flex_role: 'supervisor',
      insights_roles: ['wfo.team_leader'],
      roles: ['supervisor', 'wfo.team_leader'],
    });
    expect(Object.keys(grants)).toEqual(['identity', 'chat', 'task_router', 'flex']);
  });

  test('stay out where the settings say so', () => {
    expect(grantsOf(supervisor, aTokenSettings({ roles: false }))).not.toHaveProperty('flex');
  });

  test('an empty list of Insights roles is written as empty, never left out', () => {
    const none = effectiveRoles(aState(['supervisor', 'wfo.data_analyst'], ['supervisor', 'wfo.team_leader']))!;
    expect(grantsOf(none, aTokenSettings({ roles: true })).flex).toMatchObject({ insights_roles: [] });
  });
});

function lifeOf(over: Partial<TokenRequest>) {
  const { iat, exp } = tokenClaims(aRequest(over), plain).payload;
  return { iat, life: exp - iat };
}

describe('the life of a token', () => {
  test.each<[string, Partial<TokenRequest>, number]>([
    ['is that of the settings', {}, 3600],
    ['is what was asked for', { ttlSeconds: 180 }, 180],
    ['may be a day, in a session of more', { ttlSeconds: 86_400, sessionExpiresAt: NOW + 48 * HOUR }, 86_400],
    ['ends with the session', { ttlSeconds: 7200, sessionExpiresAt: NOW + HOUR }, 3600],
    ['ends with the session also by default', { sessionExpiresAt: NOW + HOUR / 2 }, 1800],
    ['is shorter than any that may be asked for, near the end of the session', { sessionExpiresAt: NOW + 60_000 }, 60],
    ['is a second at least', { sessionExpiresAt: NOW + 1000 }, 1],
  ])('%s', (_, over, life) => {
    expect(lifeOf(over)).toEqual({ iat: SECOND, life });
  });

  test.each([NOW, NOW - HOUR])('there is none where the session is over (%d)', (sessionExpiresAt) => {
    expect(() => tokenClaims(aRequest({ sessionExpiresAt }), plain)).toThrow(
      expect.objectContaining({ code: 'SESSION_REQUIRED', evidence: {} }),
    );
  });

  test('never goes beyond the session, whatever was asked for', () => {
    const input = fc.record({
      now: fc.integer({ min: 0, max: 4e12 }),
      leftMs: fc.integer({ min: 1000, max: 30 * 24 * HOUR }),
      ttlSeconds: fc.integer({ min: TTL_SECONDS.min, max: TTL_SECONDS.max }),
    });
    fc.assert(
      fc.property(input, ({ now, leftMs, ttlSeconds }) => {
        const { payload } = tokenClaims(aRequest({ now, sessionExpiresAt: now + leftMs, ttlSeconds }), plain);
        expect(payload.exp * 1000).toBeLessThanOrEqual(now + leftMs);
        expect(payload.exp - payload.iat).toBeLessThanOrEqual(ttlSeconds);
      }),
    );
  });
});

test('the same input gives the same token', () => {
  expect(tokenClaims(aRequest(), everything)).toEqual(tokenClaims(aRequest(), everything));
});
