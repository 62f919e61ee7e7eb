import type { RequestHandler, Response } from 'express';
import type { Clock } from '../kernel/clock.ts';
import type { Log, LogFields } from '../kernel/log.ts';
import { traceOf } from './endpoint.ts';
import { beginExchange } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import type { Metrics } from './metrics.ts';

export interface RecordDeps {
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'httpServed'>;
  readonly clock: Clock;
  readonly idSource: () => string;
}

/** The client left before the answer: no status of HTTP, so the one that proxies have long used for it. */
const CLIENT_GONE = 499;
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

function levelOf({ endpoint, refusal }: Exchange): keyof Log {
  const status = refusal?.entry.status ?? 0;
  if (status === 503) return 'warn';
  if (status >= 500) return 'error';
  return endpoint?.platform === true ? 'debug' : 'info';
}

function refusalFields({ refusal }: Exchange): LogFields {
  if (refusal === undefined) return {};
  const trace = traceOf(refusal);
  return {
    code: refusal.code,
    evidence: refusal.evidence,
    ...(trace !== undefined && { trace }),
    ...(refusal.entry.status >= 500 && refusal.cause !== undefined && { cause: refusal.cause }),
  };
}

const statusOf = (res: Response): number => (res.writableFinished ? res.statusCode : CLIENT_GONE);

/** Gives the request its id; when it is over, writes its one log line and counts it. The route is the pattern, never the URL. */
export const requestRecord =
  ({ log, metrics, clock, idSource }: RecordDeps): RequestHandler =>
  (req, res, next) => {
    const exchange = beginExchange(res, idSource());
    const began = clock();
    res.setHeader('x-request-id', exchange.requestId);
    res.setHeader('cache-control', 'no-store');
    res.once('close', () => {
      const ms = Math.max(0, clock() - began);
      const method = METHODS.has(req.method) ? req.method : 'OTHER';
      const served = { method, route: exchange.endpoint?.path ?? 'unmatched', status: statusOf(res) };
      metrics.httpServed({ ...served, seconds: ms / 1000 });
      log[levelOf(exchange)]({ requestId: exchange.requestId, ...served, ms, ...refusalFields(exchange) }, 'request');
    });
    next();
  };
