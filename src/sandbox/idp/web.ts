import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { renderProblem } from './pages/problem.tsx';
import { MessageRefused } from './saml-message.ts';

/** What a page may load and do beyond the usual. */
export interface PageRights {
  /** It has a form that goes to another site. */
  readonly postsElsewhere?: boolean;
  /** It stands in a frame of another page of the org. */
  readonly framed?: boolean;
  /** It loads apps in frames: their origins, in which they may lead on to their own answers. */
  readonly frames?: readonly string[];
}

function contentSecurityPolicy({ postsElsewhere = false, framed = false, frames = [] }: PageRights): string {
  const base = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'";
  const frameSource = frames.length === 0 ? '' : `; frame-src 'self' ${[...new Set(frames)].join(' ')}`;
  // form-action would also hold for the redirects that follow the post, and those lead to any allowed return URL.
  const formAction = postsElsewhere ? '' : "; form-action 'self'";
  return `${base}; frame-ancestors ${framed ? "'self'" : "'none'"}${frameSource}${formAction}`;
}

export const securityHeaders: RequestHandler = (_req, res, next) => {
  res.set({
    'Content-Security-Policy': contentSecurityPolicy({}),
    'X-Content-Type-Options': 'nosniff',
    // Not no-referrer: under that a browser sends Origin: null even to the own site.
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Cache-Control': 'no-store',
  });
  next();
};

export function sendPage(res: Response, html: string, status = 200): void {
  res.status(status).type('html').send(html);
}

export function sendPageWith(rights: PageRights, res: Response, html: string): void {
  res.set('Content-Security-Policy', contentSecurityPolicy(rights));
  sendPage(res, html);
}

/** Query of the request, read as a form: no nested names. */
export const queryOf = (req: Request): URLSearchParams =>
  new URLSearchParams(req.originalUrl.split('?').slice(1).join('?'));

/** Fields of a posted form. */
export const formOf = (req: Request): URLSearchParams =>
  new URLSearchParams(typeof req.body === 'string' ? req.body : '');

/** Another site must not change a person's roles through the visitor's browser. Clients that are no browser pass. */
export const sameOrigin: RequestHandler = (req, res, next) => {
  const site = req.get('Sec-Fetch-Site');
  const origin = req.get('Origin');
  const foreign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && origin !== `${req.protocol}://${req.get('Host') ?? ''}`);
  if (foreign) fail(req, res, { status: 403, title: 'Refused', detail: 'This request came from another site.' });
  else next();
};

export interface Failure {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

export function fail(req: Request, res: Response, failure: Failure): void {
  if (req.path.startsWith('/api/')) res.status(failure.status).json(failure);
  else sendPage(res, renderProblem(failure), failure.status);
}

export const notFound = (req: Request, res: Response): void =>
  fail(req, res, { status: 404, title: 'Not found', detail: 'There is no such page, app or person here.' });

const statusOf = (error: unknown): number =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;

const TITLES: ReadonlyMap<number, string> = new Map([
  [403, 'Access denied'],
  [500, 'Internal error'],
]);

/** Four parameters: that is how Express knows an error handler. */
export function onError(error: unknown, req: Request, res: Response, next: NextFunction): void {
  if (res.headersSent) {
    next(error);
    return;
  }
  const status = error instanceof MessageRefused ? error.status : statusOf(error);
  const detail = status < 500 && error instanceof Error ? error.message : 'The sandbox failed; this is a defect of it.';
  fail(req, res, { status, title: TITLES.get(status) ?? 'Bad request', detail });
}
