import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Account } from '../account.ts';
import { ApiError, demand } from './api-error.ts';
import type { Caller } from './caller.ts';

const LONGEST_LIFE_SECONDS = 24 * 60 * 60;
const DIGESTS = new Map([
  ['HS256', 'sha256'],
  ['HS384', 'sha384'],
  ['HS512', 'sha512'],
]);

type Json = Readonly<Record<string, unknown>>;

interface Parts {
  readonly header: Json;
  readonly payload: Json;
  readonly signed: string;
  readonly signature: Buffer;
}

const refusal = (code: number, message: string) => (): ApiError => new ApiError(401, code, message);
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function decode(part: string | undefined): Json | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function split(token: string): Parts {
  const [first, second, third, ...rest] = token.split('.');
  const [header, payload] = [decode(first), decode(second)];
  const whole = third !== undefined && rest.length === 0;
  demand(header && payload && whole, refusal(20101, 'Invalid Access Token'));
  return { header, payload, signed: `${first}.${second}`, signature: Buffer.from(third, 'base64url') };
}

function checkSignature({ header, signed, signature }: Parts, secret: string): void {
  const digest = DIGESTS.get(String(header['alg']));
  demand(digest && header['cty'] === 'twilio-fpa;v=1', refusal(20102, 'Invalid Access Token header'));
  const expected = createHmac(digest, secret).update(signed).digest();
  const same = signature.length === expected.length && timingSafeEqual(signature, expected);
  demand(same, refusal(20107, 'Invalid Access Token signature'));
}

function checkWindow({ exp, iat, nbf }: Json, nowMs: number): void {
  const now = Math.floor(nowMs / 1000);
  demand(typeof exp === 'number' && exp > now, refusal(20104, 'Access Token expired or expiration date invalid'));
  const issued = typeof iat === 'number' ? iat : now;
  demand(exp - issued <= LONGEST_LIFE_SECONDS, refusal(20104, 'Access Token expiration date exceeds maximum of 24 h'));
  demand(nbf === undefined || (typeof nbf === 'number' && nbf <= now), refusal(20105, 'Access Token not yet valid'));
}

/** The person whom an access token of this account's API key names for the chat Service (codes 20101 to 20107). */
export function userOf(token: string, { accountSid, apiKey }: Account, serviceSid: string, nowMs: number): Caller {
  const parts = split(token);
  const { iss, sub, grants } = parts.payload;
  demand(iss === apiKey.sid && sub === accountSid, refusal(20103, 'Invalid Access Token issuer/subject'));
  checkSignature(parts, apiKey.secret);
  checkWindow(parts.payload, nowMs);
  const { identity, chat } = isObject(grants) ? grants : {};
  const forService = isObject(chat) && chat['service_sid'] === serviceSid;
  demand(typeof identity === 'string' && identity && forService, refusal(20106, 'Invalid Access Token grants'));
  const role = chat['deployment_role_sid'];
  return { kind: 'user', identity, ...(typeof role === 'string' && { serviceRoleSid: role }) };
}
