import type { IncomingHttpHeaders } from 'node:http';
import { ensure } from '../kernel/refusal.ts';
import type { AppSettings } from './app-settings.ts';
import type { Endpoint } from './endpoint.ts';

export type OriginSettings = Pick<AppSettings, 'publicUrl' | 'cors'>;

/** The origin to name in Access-Control-Allow-Origin: of a listed site, at an endpoint that is open to them. */
export function listedOrigin(
  headers: IncomingHttpHeaders,
  endpoint: Pick<Endpoint, 'cors'>,
  { cors }: OriginSettings,
): string | undefined {
  const { origin } = headers;
  return endpoint.cors === true && origin !== undefined && cors.includes(origin) ? origin : undefined;
}

/**
 * Refuses what another site makes a browser do with our cookie: ORIGIN_REFUSED. Sec-Fetch-Site goes first, for a form of
 * our own pages says `Origin: null` under our Referrer-Policy (Fetch, "append a request Origin header"). Who sends
 * neither header is no browser of these years, and nobody can be made to send a cookie with it.
 */
export function checkOrigin(
  headers: IncomingHttpHeaders,
  endpoint: Pick<Endpoint, 'cors'>,
  settings: OriginSettings,
): void {
  const origin = foreignOriginOf(headers, endpoint, settings);
  ensure(origin === undefined, 'ORIGIN_REFUSED', { origin: origin ?? '' });
}

/** Where a request of another site comes from; undefined where a page of ours, or a listed site, sent it. */
export function foreignOriginOf(
  headers: IncomingHttpHeaders,
  endpoint: Pick<Endpoint, 'cors'>,
  settings: OriginSettings,
): string | undefined {
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  if (site === 'same-origin') return undefined;
  if (site === undefined && (origin === undefined || origin === new URL(settings.publicUrl).origin)) return undefined;
  return listedOrigin(headers, endpoint, settings) === undefined ? (origin ?? 'not sent') : undefined;
}
