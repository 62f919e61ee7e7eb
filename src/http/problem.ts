import type { ErrorRequestHandler, Request, Response } from 'express';
import { Refusal, isRefusal } from '../kernel/refusal.ts';
import type { RefusalCode } from '../kernel/refusal.ts';
import type { Log } from '../kernel/log.ts';
import { printable } from '../kernel/printable.ts';
import type { AppSettings } from './app-settings.ts';
import { traceOf } from './endpoint.ts';
import { exchangeOf } from './exchange.ts';
import { sendContent } from './reply.ts';
import type { Content } from './reply.ts';

/** What anybody may see of a refusal: RFC 9457 problem details, with our members. */
export interface Problem {
  /** Where the documentation of this code is. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What happened and what to change. */
  readonly detail: string;
  readonly code: RefusalCode;
  /** Speakable id of the login's trace; where there was no login, the id of the request. */
  readonly trace: string;
  /** REQUEST_INVALID: everything that is wrong. */
  readonly problems?: readonly { readonly path: string; readonly reason: string }[];
  /** PERMISSION_DENIED: what was asked for, and the role that decided. */
  readonly permission?: string;
  readonly role?: string;
}

type ProblemMembers = Pick<Problem, 'problems' | 'permission' | 'role'>;

export interface ProblemDeps {
  readonly settings: Pick<AppSettings, 'publicUrl'>;
  readonly log: Log;
  readonly problemPage: (problem: Problem) => string;
}

interface Answer {
  readonly problem: Problem;
  readonly deps: ProblemDeps;
}

const RETRY_AFTER_SECONDS = 5;

const BEARER = 'Bearer realm="flexgate"';
const CHALLENGES: ReadonlyMap<RefusalCode, string> = new Map([
  ['SESSION_REQUIRED', BEARER],
  ['ADMIN_REQUIRED', BEARER],
  ['ACCOUNT_CREDENTIALS', 'Basic realm="flexgate", charset="UTF-8"'],
]);

const is = <C extends RefusalCode>(refusal: Refusal, code: C): refusal is Refusal<C> => refusal.code === code;

/** The only evidence that leaves besides the entry's own sentence. */
function membersOf(refusal: Refusal): ProblemMembers {
  if (is(refusal, 'PERMISSION_DENIED')) {
    return { permission: printable(refusal.evidence.permission), role: printable(refusal.evidence.role) };
  }
  if (!is(refusal, 'REQUEST_INVALID')) return {};
  return {
    problems: refusal.evidence.problems.map(({ path, reason }) => ({
      path: printable(path),
      reason: printable(reason),
    })),
  };
}

export function problemOf(refusal: Refusal, trace: string, { publicUrl }: Pick<AppSettings, 'publicUrl'>): Problem {
  return {
    type: `${publicUrl}/api/docs#${refusal.code}`,
    title: refusal.entry.title,
    status: refusal.entry.status,
    detail: refusal.detail,
    code: refusal.code,
    trace,
    ...membersOf(refusal),
  };
}

/** The router marks its own failure to decode a path with the status 400; any other URIError is a defect of ours. */
const isUndecodablePath = (error: unknown): boolean =>
  error instanceof URIError && 'status' in error && error.status === 400;

function refusalOf(error: unknown): Refusal | undefined {
  if (isRefusal(error)) return error;
  if (!isUndecodablePath(error)) return undefined;
  return new Refusal('REQUEST_INVALID', { problems: [{ path: 'path', reason: 'is not valid percent-encoding' }] });
}

function retryAfterOf({ entry, evidence }: Refusal): number | undefined {
  if (entry.status !== 503 && entry.status !== 429) return undefined;
  const ms = 'retryAfterMs' in evidence ? evidence.retryAfterMs : undefined;
  return ms === undefined ? RETRY_AFTER_SECONDS : Math.max(1, Math.ceil(ms / 1000));
}

function headersOf(refusal: Refusal): readonly (readonly [string, string])[] {
  const retryAfter = retryAfterOf(refusal);
  const challenge = CHALLENGES.get(refusal.code);
  return [
    ...(retryAfter === undefined ? [] : [['retry-after', String(retryAfter)] as const]),
    ...(challenge === undefined ? [] : [['www-authenticate', challenge] as const]),
    ...(is(refusal, 'METHOD_NOT_ALLOWED') ? [['allow', refusal.evidence.allowed.join(', ')] as const] : []),
  ];
}

/** A wrong address has no endpoint to ask: a person in a browser gets a page, everyone else JSON. */
function wantsPage(req: Request, res: Response): boolean {
  const { endpoint } = exchangeOf(res);
  if (endpoint !== undefined && endpoint.page !== true) return false;
  return req.accepts(['application/problem+json', 'application/json', 'text/html']) === 'text/html';
}

/** Removes what a reply may have set before it failed: a failed login must not leave a session cookie behind. */
function forget(res: Response): void {
  for (const name of ['set-cookie', 'location', 'content-type', 'etag']) res.removeHeader(name);
  res.setHeader('cache-control', 'no-store');
}

function contentOf(problem: Problem, asPage: boolean, { log, problemPage }: ProblemDeps): Content {
  try {
    if (asPage) return { type: 'text/html; charset=utf-8', body: problemPage(problem) };
  } catch (error) {
    log.error({ code: problem.code, err: error }, 'problem page failed');
  }
  return { type: 'application/problem+json', body: JSON.stringify(problem) };
}

function sendProblem(req: Request, res: Response, refusal: Refusal, { problem, deps }: Answer): void {
  const content = contentOf(problem, wantsPage(req, res), deps);
  forget(res);
  res.status(problem.status);
  for (const [name, value] of headersOf(refusal)) res.setHeader(name, value);
  sendContent(res, content);
}

/**
 * The only place that turns an error into an answer. A Refusal is answered by its entry; anything else is a defect: logged
 * whole, answered as a bare INTERNAL.
 */
export const problemHandler =
  (deps: ProblemDeps): ErrorRequestHandler =>
  // Express tells an error handler by its four parameters.
  (error: unknown, req, res, _next) => {
    const exchange = exchangeOf(res);
    const expected = refusalOf(error);
    if (expected === undefined) deps.log.error({ requestId: exchange.requestId, err: error }, 'unexpected error');
    else exchange.refusal = expected;
    if (res.headersSent) {
      res.destroy();
      return;
    }
    const refusal = expected ?? new Refusal('INTERNAL', {});
    const problem = problemOf(refusal, traceOf(error) ?? exchange.requestId, deps.settings);
    sendProblem(req, res, refusal, { problem, deps });
  };
