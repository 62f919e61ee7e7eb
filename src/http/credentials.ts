import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** token68, RFC 9110 11.2. */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;
const BASIC = /^Basic +([A-Za-z0-9+/]+=*)$/i;

export interface BasicCredentials {
  readonly username: string;
  readonly password: string;
}

export const bearerOf = ({ authorization }: IncomingHttpHeaders): string | undefined =>
  BEARER.exec(authorization ?? '')?.[1];

/** RFC 7617: all up to the first colon is the username. */
export function basicOf({ authorization }: IncomingHttpHeaders): BasicCredentials | undefined {
  const encoded = BASIC.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const at = pair.indexOf(':');
  return at < 0 ? undefined : { username: pair.slice(0, at), password: pair.slice(at + 1) };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares hashes: neither the time nor the length tells how much of a guess is right. */
export function createSecretCheck(secret: string): (guess: string) => boolean {
  const expected = digest(secret);
  return (guess) => timingSafeEqual(digest(guess), expected);
}
