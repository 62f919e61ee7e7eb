import { createSecretKey } from 'node:crypto';
import { verify } from 'jsonwebtoken';
import { z } from 'zod';
import { ensure, Refusal } from '../kernel/refusal.ts';
import { READ_ONLY_ADMIN } from '../roles/console-roles.ts';
import { FLEX_ROLES } from '../roles/flex-role.ts';
import type { FlexRole } from '../roles/flex-role.ts';
import { INSIGHTS_ROLES } from '../roles/insights-role.ts';
import type { InsightsRole } from '../roles/insights-role.ts';

export interface TokenVerifierSettings {
  readonly accountSid: string;
  /** The API key of the gateway: its secret signs the tokens. */
  readonly apiKeySid: string;
  readonly apiKeySecret: string;
  /** ms since epoch; absent: the system's. */
  readonly clock?: () => number;
}

/** What a good token says of its bearer: as things stood when it was minted, see `TokenVerifier`. */
export interface VerifiedClaims {
  readonly identity: string;
  /** A read-only admin of the Console has the permissions of an agent. */
  readonly flexRole: FlexRole | typeof READ_ONLY_ADMIN;
  readonly insightsRoles: readonly InsightsRole[];
  /** Flex role, then Insights roles: the form of Flex's own token validation. */
  readonly roles: readonly string[];
  readonly workerSid?: string;
  /** ms since epoch, as is `expiresAt`. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/**
 * Verifies access tokens of the gateway in a process of yours, without a call to it.
 *
 * A token cannot be called back: after a demotion, a block or a logout it is good until it expires (`token.ttl`, 24 hours
 * at most), at the roles of the moment when it was minted. Where that matters, ask the gateway with
 * POST /v1/Accounts/{AccountSid}/Tokens/validate: it answers with the roles of now.
 */
export interface TokenVerifier {
  /** Refusal TOKEN_INVALID for whatever is not a token of this account and API key that is good now and carries roles. */
  verify(token: string): VerifiedClaims;
}

const LONGEST_LIFE_SECONDS = 86_400;

const verified = z.object({
  header: z.object({ cty: z.literal('twilio-fpa;v=1') }),
  payload: z.object({
    iat: z.int(),
    exp: z.int(),
    grants: z.object({
      identity: z.string().min(1),
      task_router: z.object({ worker_sid: z.string().optional() }).optional(),
      flex: z
        .object({
          flex_role: z.enum([...FLEX_ROLES, READ_ONLY_ADMIN]),
          insights_roles: z.array(z.enum(INSIGHTS_ROLES)),
          roles: z.array(z.string()),
        })
        .optional(),
    }),
  }),
});

const invalid = (reason: string): Refusal => new Refusal('TOKEN_INVALID', { reason });

/** The key is made once. Only HS256 is taken, whatever the header says. */
export function createTokenVerifier(settings: TokenVerifierSettings): TokenVerifier {
  const { accountSid, apiKeySid, apiKeySecret, clock = Date.now } = settings;
  const key = createSecretKey(apiKeySecret, 'utf8');
  const decode = (token: string): unknown => {
    try {
      return verify(token, key, {
        algorithms: ['HS256'],
        issuer: apiKeySid,
        subject: accountSid,
        clockTimestamp: Math.floor(clock() / 1000),
        complete: true,
      });
    } catch (error) {
      // Messages of jsonwebtoken name the fault, never the token.
      throw invalid(error instanceof Error ? error.message : 'it cannot be read');
    }
  };
  return { verify: (token) => claimsOf(decode(token)) };
}

function claimsOf(token: unknown): VerifiedClaims {
  const { data } = verified.safeParse(token);
  if (data === undefined) throw invalid('its header or its grants are not those of an access token of the gateway');
  const { iat, exp, grants } = data.payload;
  ensure(exp - iat <= LONGEST_LIFE_SECONDS, 'TOKEN_INVALID', { reason: 'it was made for longer than 24 hours' });
  const { identity, flex, task_router: taskRouter } = grants;
  ensure(flex, 'TOKEN_INVALID', { reason: 'it carries no roles: token.roles is off in the gateway' });
  return {
    identity,
    flexRole: flex.flex_role,
    insightsRoles: flex.insights_roles,
    roles: flex.roles,
    ...(taskRouter?.worker_sid !== undefined && { workerSid: taskRouter.worker_sid }),
    issuedAt: iat * 1000,
    expiresAt: exp * 1000,
  };
}
