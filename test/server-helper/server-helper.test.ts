import { sign } from 'jsonwebtoken';
import { can, createTokenVerifier, Refusal, requirePermission } from '../../src/server-helper/index.ts';
import { CONVERSATION_ROLES, SERVICE_ROLES } from '../../src/roles/catalogue/conversations.ts';
import { authorize } from '../../src/roles/permissions.ts';
import { effectiveRoles } from '../../src/sessions/effective.ts';
import { tokenClaims } from '../../src/tokens/claims.ts';
import { createJwtTokenIssuer } from '../../src/tokens/token-issuer.jwt.ts';
import { aState, ada } from '../support/subject-states.ts';
import type { RoleList } from '../support/subject-states.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { aTokenSettings } from '../support/token-settings.ts';

const NOW = Date.parse('2026-11-24T08:00:00Z');
const settings = aTokenSettings();
const { accountSid, apiKeySid, apiKeySecret } = settings;
const at = (now: number) => createTokenVerifier({ accountSid, apiKeySid, apiKeySecret, clock: () => now });
const verifier = at(NOW);

/** As the gateway mints it. */
function tokenFor(roles: RoleList, over: Partial<typeof settings> = {}): string {
  const all = { ...settings, ...over };
  const bearer = { identity: ada.identity, workerSid: `WK${'9'.repeat(32)}`, roles: effectiveRoles(aState(roles))! };
  const request = { bearer, grants: ['chat', 'task_router'] as const, sessionExpiresAt: NOW + 86_400_000, now: NOW };
  return createJwtTokenIssuer({ settings: all, clock: () => NOW }).issue(tokenClaims(request, all));
}

const second = Math.floor(NOW / 1000);
const payload = {
  iat: second,
  exp: second + 3600,
  iss: apiKeySid,
  sub: accountSid,
  grants: { identity: 'ada', flex: { flex_role: 'admin', insights_roles: [], roles: ['admin'] } },
};
const handMade = (change: object = {}, header: object = { cty: 'twilio-fpa;v=1' }, key = apiKeySecret): string =>
  sign(JSON.parse(JSON.stringify({ ...payload, ...change })) as object, key, {
    algorithm: 'HS256',
    header: { alg: 'HS256', ...header },
  });

describe('a token of the gateway', () => {
  test('says who calls, with which roles, since when and until when', () => {
    expect(verifier.verify(tokenFor(['supervisor', 'wfo.team_leader', 'wfo.quality_manager']))).toEqual({
      identity: 'ada_40example_2Ecom',
      flexRole: 'supervisor',
      insightsRoles: ['wfo.team_leader', 'wfo.quality_manager'],
      roles: ['supervisor', 'wfo.team_leader', 'wfo.quality_manager'],
      workerSid: `WK${'9'.repeat(32)}`,
      issuedAt: NOW,
      expiresAt: NOW + 3_600_000,
    });
  });

  test('made by hand in the same form is good: the fixture of the cases below', () => {
    expect(verifier.verify(handMade())).toMatchObject({ identity: 'ada', flexRole: 'admin' });
  });

  test('names a read-only admin', () => {
    const flex = { flex_role: 'readonly-admin', insights_roles: [], roles: ['flex.readteams', 'flex.readonlyadmin'] };
    const claims = verifier.verify(handMade({ grants: { identity: 'ada', flex } }));
    expect(claims).toMatchObject({ flexRole: 'readonly-admin', roles: ['flex.readteams', 'flex.readonlyadmin'] });
    expect(can(claims, 'addParticipant')).toEqual({ allowed: false, decidedBy: { type: 'service', role: 'agent' } });
  });
});

describe('no token of the gateway', () => {
  const unsigned = (alg: string): string => {
    const [, body] = handMade().split('.');
    return `${Buffer.from(JSON.stringify({ alg, typ: 'JWT', cty: 'twilio-fpa;v=1' })).toString('base64url')}.${body}.`;
  };
  test.each<[string, () => string, RegExp]>([
    ['nothing', () => '', /jwt must be provided/],
    ['a text', () => 'abc', /jwt malformed/],
    ['one signed by another', () => handMade({}, undefined, 'another secret of some length'), /invalid signature/],
    ['one without a signature', () => unsigned('none'), /signature is required/],
    ['one of another algorithm', () => sign(payload, apiKeySecret, { algorithm: 'HS512' }), /invalid algorithm/],
    ['one of another key', () => handMade({ iss: `SK${'7'.repeat(32)}` }), /issuer invalid/],
    ['one of another account', () => handMade({ sub: `AC${'7'.repeat(32)}` }), /subject invalid/],
    ['an expired one', () => handMade({ exp: second }), /jwt expired/],
    ['one that is not yet good', () => handMade({ nbf: second + 60 }), /jwt not active/],
    ['one that never ends', () => handMade({ exp: undefined }), /header or its grants/],
    ['one for longer than 24 hours', () => handMade({ exp: second + 86_401 }), /longer than 24 hours/],
    ['a JWT for something else', () => handMade({}, {}), /header or its grants/],
    ['one without an identity', () => handMade({ grants: { flex: payload.grants.flex } }), /header or its grants/],
    ['one with a role that is none', () => handMade(withRole('owner')), /header or its grants/],
    ['one without roles', () => tokenFor(['admin', 'wfo.full_access'], { roles: false }), /token\.roles is off/],
  ])('%s is refused', (_title, make, reason) => {
    const refused = refusalOf(() => verifier.verify(make()));
    expect(refused).toMatchObject({ code: 'TOKEN_INVALID', evidence: { reason: expect.stringMatching(reason) } });
  });

  const withRole = (role: string) => ({
    grants: { identity: 'ada', flex: { flex_role: role, insights_roles: [], roles: [role] } },
  });

  test('the refusal never repeats the token', () => {
    const token = handMade({}, undefined, 'another secret of some length');
    const { detail, evidence } = refusalOf(() => verifier.verify(token));
    expect(JSON.stringify([detail, evidence])).not.toContain(token.slice(0, 20));
  });

  test('a token ends with its life', () => {
    const token = tokenFor(['agent']);
    expect(at(NOW + 3_599_000).verify(token).flexRole).toBe('agent');
    expect(refusalOf(() => at(NOW + 3_600_000).verify(token)).code).toBe('TOKEN_INVALID');
  });
});

describe('what the bearer may do', () => {
  const PERMISSIONS = [...new Set([...Object.values(SERVICE_ROLES), ...Object.values(CONVERSATION_ROLES)].flat())];
  const ROLES = ['agent', 'supervisor', 'admin'] as const;

  test.each(ROLES)('%s: the same answer as POST /api/authorize, for every permission', (flexRole) => {
    for (const permission of PERMISSIONS) {
      expect(can({ flexRole }, permission)).toEqual(authorize({ flexRole, permission }));
      expect(can({ flexRole }, permission, { conversationRole: flexRole })).toEqual(
        authorize({ flexRole, permission, conversation: { role: flexRole } }),
      );
    }
  });

  test.each([
    { flexRole: 'agent', permission: 'editAnyMessage', conversationRole: 'admin', allowed: false, role: 'agent' },
    {
      flexRole: 'supervisor',
      permission: 'editAnyMessage',
      conversationRole: 'admin',
      allowed: true,
      role: 'supervisor',
    },
    { flexRole: 'admin', permission: 'editAnyMessage', conversationRole: 'guest', allowed: false, role: 'guest' },
    { flexRole: 'admin', permission: 'deleteConversation', conversationRole: 'guest', allowed: true, role: 'admin' },
  ] as const)(
    '$flexRole who says to be $conversationRole in a conversation: $permission is $allowed by $role',
    ({ flexRole, permission, conversationRole, allowed, role }) => {
      expect(can({ flexRole }, permission, { conversationRole })).toMatchObject({ allowed, decidedBy: { role } });
    },
  );
});

describe('requirePermission', () => {
  const bearer = (roles: RoleList): string => `Bearer ${tokenFor(roles)}`;

  test('answers the claims of who may', () => {
    const claims = requirePermission(verifier, bearer(['supervisor', 'wfo.team_leader']), 'addParticipant');
    expect(claims.identity).toBe(ada.identity);
  });

  test('refuses who may not, with the role that decided', () => {
    const refused = refusalOf(() => requirePermission(verifier, bearer(['agent']), 'addParticipant'));
    expect(refused).toMatchObject({
      code: 'PERMISSION_DENIED',
      evidence: { permission: 'addParticipant', role: 'agent' },
    });
  });

  test('asks about a conversation with the role there', () => {
    const place = { conversationRole: 'agent' } as const;
    expect(requirePermission(verifier, bearer(['agent']), 'editOwnMessage', place).flexRole).toBe('agent');
    expect(refusalOf(() => requirePermission(verifier, bearer(['agent']), 'editOwnMessage')).code).toBe(
      'PERMISSION_DENIED',
    );
  });

  test.each([undefined, '', 'Basic abc', 'Bearer', 'Bearer a b'])('%p is no bearer', (header) => {
    expect(refusalOf(() => requirePermission(verifier, header, 'sendMessage'))).toMatchObject({
      code: 'TOKEN_INVALID',
      evidence: { reason: 'no bearer in the Authorization header' },
    });
  });
});

test('a refusal carries the status that a server answers with', () => {
  expect(new Refusal('TOKEN_INVALID', { reason: 'x' }).entry.status).toBe(401);
  expect(new Refusal('PERMISSION_DENIED', { permission: 'x', role: 'agent' }).entry.status).toBe(403);
});
