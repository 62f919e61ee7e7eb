import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet, { contentSecurityPolicy } from 'helmet';
import { isHttps } from './app-settings.ts';
import type { AppSettings } from './app-settings.ts';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

const policy = (formTargets: readonly string[]) => ({
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:', 'https:'],
    'connect-src': ["'self'"],
    'form-action': ["'self'", ...formTargets],
    'frame-ancestors': ["'none'"],
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

/** Lets this one page post its form to these URLs. Only their origins get into the policy. */
export function allowFormTargets(req: IncomingMessage, res: ServerResponse, urls: readonly string[]): void {
  const origins = [...new Set(urls.map((url) => new URL(url).origin))];
  contentSecurityPolicy(policy(origins))(req, res, (error) => {
    if (error) throw error;
  });
}
