import type { Response } from 'express';
import type { Cookie } from './endpoint.ts';

/** token, RFC 9110 5.6.2. */
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** cookie-octet, RFC 6265 4.1.1. */
const VALUE = /^[\u0021\u0023-\u002B\u002D-\u003A\u003C-\u005B\u005D-\u007E]*$/;

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

function pairOf(part: string): readonly [string, string] | undefined {
  const at = part.indexOf('=');
  if (at < 1) return undefined;
  const [name, value] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
  if (!NAME.test(name) || !VALUE.test(value)) return undefined;
  const plain = decoded(value);
  return plain === undefined ? undefined : [name, plain];
}

/**
 * The cookies of a request. What is not a cookie-pair is left out, and so is a name that comes twice: one of the two was
 * planted by a neighbouring host, and nothing tells which.
 */
export function parseCookies(header: string | undefined): ReadonlyMap<string, string> {
  const pairs = (header ?? '').split(';').flatMap((part) => {
    const pair = pairOf(part);
    return pair ? [pair] : [];
  });
  const times = new Map<string, number>();
  for (const [name] of pairs) times.set(name, (times.get(name) ?? 0) + 1);
  return new Map(pairs.filter(([name]) => times.get(name) === 1));
}

/** Always HttpOnly; Secure where we are reached over https. */
export function setCookie(res: Response, cookie: Cookie, secure: boolean): void {
  const path = cookie.path ?? '/';
  if (cookie.name.startsWith('__Host-') && (!secure || path !== '/')) {
    throw new Error(`Cookie ${cookie.name} needs https and the path / (RFC 6265bis 4.1.3.2)`);
  }
  const seconds = cookie.value === undefined ? 0 : cookie.maxAgeSeconds;
  res.cookie(cookie.name, cookie.value ?? '', {
    path,
    secure,
    httpOnly: true,
    sameSite: cookie.sameSite.toLowerCase() as Lowercase<Cookie['sameSite']>,
    ...(seconds !== undefined && { maxAge: seconds * 1000 }),
  });
}
