import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { AuthnRequestRefused } from './authn-request.ts';
import { renderProblem } from './pages/problem.tsx';

/** What a page may load and do. `postsElsewhere` is for the page that posts to the service provider. */
function contentSecurityPolicy(postsElsewhere: boolean): string {
  const base = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'";
  // form-action would also hold for the redirects that follow the post, and those lead to any allowed return URL.
  return `${base}; frame-ancestors 'none'${postsElsewhere ? '' : "; form-action 'self'"}`;
}

export const securityHeaders: RequestHandler = (_req, res, next) => {
  res.set({
    'Content-Security-Policy': contentSecurityPolicy(false),
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

/** A page whose form goes to another site. */
export function sendPostingPage(res: Response, html: string): void {
  res.set('Content-Security-Policy', contentSecurityPolicy(true));
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

/** Four parameters: that is how Express knows an error handler. */
export function onError(error: unknown, req: Request, res: Response, next: NextFunction): void {
  if (res.headersSent) {
    next(error);
    return;
  }
  const status = error instanceof AuthnRequestRefused ? 400 : statusOf(error);
  const detail = status < 500 && error instanceof Error ? error.message : 'The sandbox failed; this is a defect of it.';
  fail(req, res, { status, title: status < 500 ? 'Bad request' : 'Internal error', detail });
}
