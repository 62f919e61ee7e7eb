import { Refusal } from '../kernel/refusal.ts';
import type { Authorization } from './authorization.ts';
import { isBusy, refusalFor } from './okta-failure.ts';
import type { FailedCall } from './okta-failure.ts';
import type { OktaDeps } from './okta-settings.ts';
import { backOffMs, rateLimitOf, waitAfter429 } from './rate-limit.ts';
import type { RateLimit } from './rate-limit.ts';

export interface OktaRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/api/v1/apps`, or a `next` link as it came. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly accept?: string;
  /** What an OAuth token needs for it: told when it is missing. */
  readonly scope: string;
}

export interface OktaAnswer {
  readonly text: string;
  /** Where the next page is. */
  readonly next?: string;
}

/** What was seen of the org beside the answers. */
export interface OktaVitals {
  /** How far our clock is ahead of Okta's, ms, to a second; behind: below 0. */
  readonly clockAheadMs?: number;
  readonly rateLimit?: RateLimit;
}

/**
 * Requests to one org, with its manners: 429 is waited out, a busy resource asked again, reads repeated after an outage. A
 * write whose answer was lost is not repeated: whoever runs the command again finds what it did. Rejects with an OKTA_…
 * Refusal.
 */
export interface OktaTransport {
  readonly send: (request: OktaRequest) => Promise<OktaAnswer>;
  readonly vitals: () => OktaVitals;
}

const TIMEOUT_MS = 30_000;
const TRIES = 5;
/** A limit counts a minute; whoever has to wait longer is told so. */
const LONGEST_WAIT_MS = 90_000;
const USER_AGENT = 'flexgate';

const operationOf = ({ method, path }: OktaRequest): string =>
  `${method} ${path.split('?')[0]?.replace(/^https?:\/\/[^/]+/, '')}`;

function urlOf(org: string, { path, query }: OktaRequest): URL {
  const url = new URL(path, org);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  return url;
}

/** RFC 8288; one header per link, which fetch joins with commas. */
function nextLink(headers: Headers): string | undefined {
  return /<([^>]+)>\s*;\s*rel="next"/.exec(headers.get('link') ?? '')?.[1];
}

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
};

interface Exchange {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

interface Parts {
  readonly org: string;
  readonly authorization: Authorization;
  readonly deps: OktaDeps;
}

/** A next link, or a moved org, must not lead the credentials elsewhere. */
function ensureOwnOrigin(url: URL, org: string, operation: string): void {
  if (url.origin === new URL(org).origin) return;
  throw new Refusal('OKTA_UNAVAILABLE', { operation, reason: `a link leads to ${url.origin}, which is not the org` });
}

async function exchange({ org, authorization, deps }: Parts, request: OktaRequest): Promise<Exchange> {
  const operation = operationOf(request);
  const url = urlOf(org, request);
  ensureOwnOrigin(url, org, operation);
  const headers = {
    authorization: await authorization(),
    accept: request.accept ?? 'application/json',
    'user-agent': USER_AGENT,
    ...(request.body !== undefined && { 'content-type': 'application/json' }),
  };
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  try {
    const response = await deps.fetch(url, {
      method: request.method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== undefined && { body }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    throw new Refusal('OKTA_UNAVAILABLE', { operation, reason: reasonOf(error) }, { cause: error });
  }
}

function refused(call: FailedCall, { status, text, headers }: Exchange): Refusal {
  const requestId = headers.get('x-okta-request-id') ?? undefined;
  if (status >= 300 && status < 400) {
    const reason = `it redirects to ${headers.get('location') ?? 'another address'}; name that org instead`;
    return new Refusal('OKTA_UNAVAILABLE', { operation: call.operation, status, requestId, reason });
  }
  return refusalFor(call, { status, text, requestId });
}

const dateOf = (headers: Headers): number | undefined => {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) ? undefined : date;
};

/** How long to wait before the same request once more, ms; undefined: no more. */
function waitBefore(answer: Exchange, { method }: OktaRequest, now: number, tries: number): number | undefined {
  const { status, headers, text } = answer;
  if (tries >= TRIES) return undefined;
  if (status === 429) return waitAfter429(headers, dateOf(headers) ?? now, tries);
  if (isBusy({ status, text })) return backOffMs(tries);
  return status >= 500 && method === 'GET' ? backOffMs(tries) : undefined;
}

export function createOktaTransport(parts: Parts): OktaTransport {
  const { deps } = parts;
  let vitals: OktaVitals = {};

  const remember = ({ headers }: Exchange): void => {
    const date = dateOf(headers);
    const rateLimit = rateLimitOf(headers);
    vitals = {
      ...vitals,
      ...(date !== undefined && { clockAheadMs: Math.round((deps.clock() - date) / 1000) * 1000 }),
      ...(rateLimit !== undefined && { rateLimit }),
    };
  };

  const send: OktaTransport['send'] = async (request) => {
    const call = { operation: operationOf(request), scope: request.scope };
    for (let tries = 0; ; tries += 1) {
      const answer = await exchange(parts, request);
      remember(answer);
      if (answer.status < 300) {
        const next = nextLink(answer.headers);
        return { text: answer.text, ...(next !== undefined && { next }) };
      }
      const waitMs = waitBefore(answer, request, deps.clock(), tries);
      if (waitMs === undefined) throw refused(call, answer);
      if (waitMs > LONGEST_WAIT_MS) {
        throw new Refusal('OKTA_RATE_LIMITED', { operation: call.operation, retryAfterMs: waitMs });
      }
      await deps.sleep(waitMs);
    }
  };
  return { send, vitals: () => vitals };
}
