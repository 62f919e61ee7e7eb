import type { Account } from '../account.ts';
import { userOf } from './access-token.ts';
import { ApiError, demand } from './api-error.ts';
import type { Caller } from './caller.ts';
import type { Access } from './operation.ts';

interface Proof {
  readonly authorization: string | undefined;
  readonly access: Access;
  readonly nowMs: number;
}

const refused = (): ApiError =>
  new ApiError(401, 20003, 'Authenticate', { 'WWW-Authenticate': 'Basic realm="Twilio API"' });

function isAccount(credentials: string, { accountSid, authToken, apiKey }: Account): boolean {
  const accepted = [`${accountSid}:${authToken}`, `${apiKey.sid}:${apiKey.secret}`];
  return accepted.includes(Buffer.from(credentials, 'base64').toString('utf8'));
}

interface Credentials {
  /** In lower case; empty where the header is a bare token. */
  readonly scheme: string;
  readonly value: string;
}

function readCredentials(authorization = ''): Credentials {
  const [, scheme = '', value = ''] = /^(?:(\w+)\s+)?(\S+)$/.exec(authorization) ?? [];
  return { scheme: scheme.toLowerCase(), value };
}

/** Who calls; 401 with 20003, or with 20101 to 20107 for a bad access token, where the proof does not suffice. */
export function authenticate(proof: Proof, account: Account, serviceSid: string): Caller {
  const { scheme, value } = readCredentials(proof.authorization);
  if (proof.access === 'flex-token') return { kind: 'flex-token', token: value };
  const byUser = scheme === 'bearer' && proof.access === 'user';
  if (byUser) return userOf(value, account, serviceSid, proof.nowMs);
  demand(scheme === 'basic' && isAccount(value, account), refused);
  return { kind: 'account' };
}
