import type { Request, Response } from 'express';
import type { Endpoint } from './endpoint.ts';
import { listedOrigin } from './origin.ts';
import type { OriginSettings } from './origin.ts';

const PREFLIGHT_SECONDS = '600';

/** Lets a page of a listed site read the answer. Set before anything can fail, so that it can read the problem too. */
export function allowCallFrom(req: Request, res: Response, endpoint: Endpoint, settings: OriginSettings): void {
  if (endpoint.cors !== true) return;
  res.vary('Origin');
  const origin = listedOrigin(req.headers, endpoint, settings);
  if (origin === undefined) return;
  res.setHeader('access-control-allow-origin', origin);
  res.setHeader('access-control-allow-credentials', 'true');
  res.setHeader('access-control-expose-headers', 'Retry-After, X-Request-Id');
}

/** Answers the browser's question whether a listed site may call; false where it was not that, or the answer is no. */
export function answersPreflight(
  req: Request,
  res: Response,
  methods: ReadonlyMap<string, Endpoint>,
  settings: OriginSettings,
): boolean {
  if (req.method !== 'OPTIONS') return false;
  const endpoint = methods.get(req.headers['access-control-request-method'] ?? '');
  if (endpoint?.cors !== true || listedOrigin(req.headers, endpoint, settings) === undefined) return false;
  allowCallFrom(req, res, endpoint, settings);
  res.setHeader('access-control-allow-methods', endpoint.method);
  res.setHeader('access-control-allow-headers', 'Authorization, Content-Type');
  res.setHeader('access-control-max-age', PREFLIGHT_SECONDS);
  res.status(204).end();
  return true;
}
