import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet, { contentSecurityPolicy } from 'helmet';
import { isHttps } from './app-settings.ts';
import type { AppSettings } from './app-settings.ts';
import type { Reply } from './endpoint.ts';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

const policy = (formTargets: readonly string[], frames: readonly string[] = []) => ({
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:', 'https:'],
    'connect-src': ["'self'"],
    'form-action': ["'self'", ...formTargets],
    'frame-ancestors': frames.length > 0 ? [...frames] : ["'none'"],
    'base-uri': ["'none'"],
  },
});

/**
 * Headers for every answer. HSTS only where people reach us over https, and never for neighbouring hosts; the policy's
 * usual upgrade-insecure-requests is left out, for it breaks a gateway on plain http.
 */
export const securityHeaders = (settings: Pick<AppSettings, 'publicUrl'>) =>
  helmet({
    contentSecurityPolicy: policy([]),
    strictTransportSecurity: isHttps(settings) ? { maxAge: YEAR_SECONDS, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });

const originsOf = (urls: readonly string[]): readonly string[] => [...new Set(urls.map((url) => new URL(url).origin))];

/** Lets this one page post its form to some URLs, and be framed by some. Only their origins get into the policy. */
export function relaxPolicy(
  req: IncomingMessage,
  res: ServerResponse,
  { formAction = [], framedBy = [] }: Pick<Reply, 'formAction' | 'framedBy'>,
): void {
  if (formAction.length === 0 && framedBy.length === 0) return;
  contentSecurityPolicy(policy(originsOf(formAction), originsOf(framedBy)))(req, res, (error) => {
    if (error) throw error;
  });
  // It knows no list, and frame-ancestors goes before it wherever both are understood (CSP 3, 6.4.2.2).
  if (framedBy.length > 0) res.removeHeader('x-frame-options');
}
