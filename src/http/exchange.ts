import type { ServerResponse } from 'node:http';
import type { Endpoint } from './endpoint.ts';
import type { Refusal } from '../kernel/refusal.ts';

/** What is known of a request under way, for its log line and for its errors. */
export interface Exchange {
  readonly requestId: string;
  /** The line of the route table that answers. */
  endpoint?: Endpoint;
  /** Methods of the paths that matched, where none of them took this one. */
  readonly allowed: Set<string>;
  refusal?: Refusal;
}

const exchanges = new WeakMap<ServerResponse, Exchange>();

export function beginExchange(res: ServerResponse, requestId: string): Exchange {
  const exchange: Exchange = { requestId, allowed: new Set() };
  exchanges.set(res, exchange);
  return exchange;
}

export function exchangeOf(res: ServerResponse): Exchange {
  const exchange = exchanges.get(res);
  if (exchange === undefined) throw new Error('The request was never begun: beginExchange comes first');
  return exchange;
}
