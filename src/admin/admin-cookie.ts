import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Cookie } from '../http/endpoint.ts';
import type { Clock } from '../kernel/clock.ts';

/** What a browser carries in place of the admin token, which would otherwise have to be typed in for every page. */
export interface AdminCookie {
  readonly name: string;
  isValid(value: string): boolean;
  issue(): Cookie;
  readonly cleared: Cookie;
}

export interface AdminCookieDeps {
  readonly adminToken: string;
  readonly publicUrl: string;
  readonly clock: Clock;
}

const LIFE_MS = 3_600_000;
const SHAPE = /^(\d{13})\.([\w-]{43})$/;

/** Its own key, so that a signature made here is of no use anywhere else. */
const keyFrom = (adminToken: string): Buffer =>
  createHmac('sha256', adminToken).update('flexgate admin cookie').digest();

/**
 * The time of its end, signed with a key made of the admin token: another token ends all cookies at once, nothing is
 * stored, and the token cannot be found from it. For an hour, on the pages of this very site only (SameSite=Strict).
 */
export function createAdminCookie({ adminToken, publicUrl, clock }: AdminCookieDeps): AdminCookie {
  const name = publicUrl.startsWith('https:') ? '__Host-flexgate-admin' : 'flexgate-admin';
  const shape = { name, sameSite: 'Strict', path: '/' } as const;
  const key = keyFrom(adminToken);
  const sign = (ends: string): Buffer => createHmac('sha256', key).update(ends).digest();
  return {
    name,
    isValid: (value) => {
      const [, ends, signature] = SHAPE.exec(value) ?? [];
      if (ends === undefined || signature === undefined || Number(ends) <= clock()) return false;
      const given = Buffer.from(signature, 'base64url');
      const right = sign(ends);
      return given.length === right.length && timingSafeEqual(given, right);
    },
    issue: () => {
      const ends = String(clock() + LIFE_MS);
      const value = `${ends}.${sign(ends).toString('base64url')}`;
      return { ...shape, value, maxAgeSeconds: LIFE_MS / 1_000 };
    },
    cleared: { ...shape, value: undefined },
  };
}
