import { createSecretKey } from 'node:crypto';
import { sign, verify } from 'jsonwebtoken';
import { z } from 'zod';
import type { Clock } from '../kernel/clock.ts';
import { connectionOf, TTL_SECONDS } from './claims.ts';
import type { TokenCheck, TokenFault, TokenIssuer } from './token-issuer.ts';
import type { TokenSettings } from './token-settings.ts';

export interface JwtTokenIssuerDeps {
  readonly settings: Pick<TokenSettings, 'accountSid' | 'apiKeySid' | 'apiKeySecret'>;
  readonly clock: Clock;
}

/** The key is made once: a KeyObject signs fifteen times as fast as a string. */
export function createJwtTokenIssuer({ settings, clock }: JwtTokenIssuerDeps): TokenIssuer {
  const key = createSecretKey(settings.apiKeySecret, 'utf8');
  const decode = (token: string): unknown =>
    verify(token, key, {
      algorithms: ['HS256'],
      issuer: settings.apiKeySid,
      subject: settings.accountSid,
      clockTimestamp: Math.floor(clock() / 1000),
    });
  return {
    issue: ({ header, payload }) => sign(payload, key, { algorithm: header.alg, header }),
    verify: (token) => {
      try {
        return checkPayload(decode(token));
      } catch (error) {
        return { valid: false, fault: faultOf(error) };
      }
    },
  };
}

/** jsonwebtoken takes a token without `exp` as one that never ends, so what must be there is asked for here. */
const payloadSchema = z.object({
  jti: z.string().default(''),
  iat: z.int(),
  exp: z.int(),
  grants: z.object({ identity: z.string().min(1) }),
});

function checkPayload(verified: unknown): TokenCheck {
  const parsed = payloadSchema.safeParse(verified);
  if (!parsed.success) return { valid: false, fault: FAULTS.grants };
  const { jti, iat, exp, grants } = parsed.data;
  const connection = connectionOf(jti);
  if (exp - iat > TTL_SECONDS.max) return { valid: false, fault: FAULTS.expired };
  const times = { issuedAt: iat * 1000, expiresAt: exp * 1000 };
  return {
    valid: true,
    token: { identity: grants.identity, ...times, ...(connection !== undefined && { connection }) },
  };
}

const FAULTS = {
  malformed: { code: 20101, message: 'Invalid Access Token' },
  header: { code: 20102, message: 'Invalid Access Token header' },
  issuer: { code: 20103, message: 'Invalid Access Token issuer or subject' },
  expired: { code: 20104, message: 'Access Token expired, or made for longer than 24 hours' },
  early: { code: 20105, message: 'Access Token not yet valid' },
  grants: { code: 20106, message: 'Invalid Access Token grants: identity, iat or exp is missing' },
  signature: { code: 20107, message: 'Invalid Access Token signature' },
} as const satisfies Record<string, TokenFault>;

/** jsonwebtoken tells its errors apart by the beginnings of their messages only. */
const BY_MESSAGE = [
  ['jwt expired', FAULTS.expired],
  ['jwt not active', FAULTS.early],
  ['invalid signature', FAULTS.signature],
  ['jwt signature is required', FAULTS.signature],
  ['invalid algorithm', FAULTS.header],
  ['jwt issuer invalid', FAULTS.issuer],
  ['jwt subject invalid', FAULTS.issuer],
] as const;

function faultOf(error: unknown): TokenFault {
  const message = error instanceof Error ? error.message : '';
  return BY_MESSAGE.find(([start]) => message.startsWith(start))?.[1] ?? FAULTS.malformed;
}
