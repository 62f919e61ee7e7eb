import type { Cookie } from '../http/endpoint.ts';

const SECRET = /^[\w-]{43}$/;
/** A browser that does not come back within this time starts again, seconds. */
const LIFE_SECONDS = 3600;

export interface BrowserBinding {
  /** The secret that the browser already carries, so that several tabs can log in side by side. */
  read(cookies: ReadonlyMap<string, string>): string | undefined;
  cookie(secret: string): Cookie;
}

/**
 * The cookie that ties a login begun here to its browser. The IdP's answer is a cross-site POST, on which a Lax cookie
 * does not come along: over https it is SameSite=None, over http (this machine only) Lax is all that browsers accept.
 */
export function browserBinding(publicUrl: string): BrowserBinding {
  const secure = publicUrl.startsWith('https:');
  const name = secure ? '__Host-flexgate-login' : 'flexgate-login';
  return {
    read(cookies) {
      const value = cookies.get(name);
      return value !== undefined && SECRET.test(value) ? value : undefined;
    },
    cookie: (secret) => ({
      name,
      value: secret,
      sameSite: secure ? 'None' : 'Lax',
      maxAgeSeconds: LIFE_SECONDS,
      path: '/',
    }),
  };
}
