import { z } from 'zod';
import { post } from '../http/endpoint.ts';
import type { Endpoint, Reply } from '../http/endpoint.ts';
import type { Clock } from '../kernel/clock.ts';
import { ensure } from '../kernel/refusal.ts';
import { PENDING } from '../sessions/effective.ts';
import type { ResumeSession } from '../sessions/session-store.ts';
import { TTL_SECONDS } from './claims.ts';
import type { ExchangeCodes } from './exchange-codes.ts';
import { GRANTS, chooseGrants } from './grants.ts';
import { tokenReply } from './mint-token.ts';
import type { MintToken } from './mint-token.ts';
import type { TokenSettings } from './token-settings.ts';
import type { ValidateToken } from './validate.ts';

export interface TokenRoutesDeps {
  readonly mint: MintToken;
  readonly codes: Pick<ExchangeCodes, 'redeem'>;
  readonly sessions: { readonly resume: ResumeSession };
  readonly validate: ValidateToken;
  readonly settings: TokenSettings;
  readonly clock: Clock;
}

const LIMIT_BYTES = 16_384;

const wish = z.strictObject({
  ttl: z.int().min(TTL_SECONDS.min).max(TTL_SECONDS.max).optional().describe('Life in seconds'),
  grants: z.array(z.enum(GRANTS)).min(1).optional().describe('Absent: all that are configured'),
});
const exchange = z.strictObject({ ...wish.shape, code: z.string() });
const minted = z.object({
  token: z.string(),
  identity: z.string(),
  roles: z.array(z.string()).describe('Flex role, then Insights roles'),
  flex_role: z.string(),
  insights_roles: z.array(z.string()),
  expires_at: z.iso.datetime(),
  pending: z.enum(PENDING).optional().describe('A change that has not reached Twilio yet'),
});
const exchanged = minted.extend({ session: z.string().describe('Bearer for later calls') });

/** Looser than the other bodies: it is Twilio's contract, and validators may come to send more. */
const validation = z.object({ token: z.string().min(1) });
const validated = z.object({
  valid: z.boolean(),
  code: z.int(),
  message: z.string().nullable(),
  expiration: z.iso.datetime().optional(),
  realm_user_id: z.string().optional(),
  identity: z.string().optional(),
  roles: z.array(z.string()).optional(),
  worker_sid: z.string().optional(),
});

export const tokenRoutes = (deps: TokenRoutesDeps): readonly Endpoint[] => [
  post('/api/token', {
    access: 'session',
    cors: true,
    summary: 'Mints an access token for Twilio’s SDKs',
    body: { type: 'json', schema: wish.prefault({}), limitBytes: LIMIT_BYTES },
    reply: minted,
    handle: async ({ body, caller }) => {
      ensure(caller.session, 'SESSION_REQUIRED', {});
      const grants = chooseGrants(body.grants, deps.settings);
      return ok(tokenReply(deps.mint(caller.session, { grants, ttlSeconds: body.ttl })));
    },
  }),
  post('/api/token/exchange', {
    access: 'public',
    cors: true,
    summary: 'Exchanges the code on a return URL for a session and an access token',
    body: { type: 'json', schema: exchange, limitBytes: LIMIT_BYTES },
    reply: exchanged,
    handle: ({ body }) => redeem(deps, body),
  }),
  post('/v1/Accounts/:AccountSid/Tokens/validate', {
    access: 'account',
    summary: 'Says whether a token is good and which roles its bearer has now, as Flex’s own validation does',
    params: z.object({ AccountSid: z.string() }),
    body: { type: 'json', schema: validation, limitBytes: LIMIT_BYTES },
    reply: validated,
    handle: async ({ params, body }) => ok(await deps.validate({ accountSid: params.AccountSid, token: body.token })),
  }),
];

/** What cannot be granted is refused before the code is used up. */
async function redeem(
  { mint, codes, sessions, settings, clock }: TokenRoutesDeps,
  body: z.output<typeof exchange>,
): Promise<Reply> {
  const grants = chooseGrants(body.grants, settings);
  const credential = await codes.redeem(body.code);
  const session = await sessions.resume(credential, clock());
  ensure(session, 'EXCHANGE_CODE_INVALID', {});
  return ok({ ...tokenReply(mint(session, { grants, ttlSeconds: body.ttl })), session: credential });
}

const ok = (json: unknown): Reply => ({ status: 200, json });
