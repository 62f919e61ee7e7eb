import { setTimeout as wait } from 'node:timers/promises';
import type { Request, Response } from 'express';
import type { Context } from '../account.ts';
import { ApiError, demand, notFound } from './api-error.ts';
import { authenticate } from './authenticate.ts';
import { callOf, targetOf } from './express-call.ts';
import type { ActionRates } from './action-rates.ts';
import type { Fault, Faults } from './faults.ts';
import type { Answer, Operation } from './operation.ts';
import type { RequestLog } from './request-log.ts';
import { newSid } from './sid.ts';

export interface Exchange {
  readonly context: Context;
  /** The Service whose access tokens are accepted. */
  readonly serviceSid: string;
  readonly rates: ActionRates;
  readonly faults: Faults;
  readonly log: RequestLog;
  /** Requests under way. */
  readonly load: { current: number };
}

interface Route {
  readonly product: string;
  /** Undefined where the path names nothing that the stand-in has. */
  readonly operation: Operation | undefined;
}

const answerOf = (error: ApiError): Answer => ({ status: error.status, body: error.body, headers: error.headers });

function faultAnswer({ status = 500, code = 20000 + status, retryAfter }: Fault): Answer {
  const message = status === 429 ? 'Too many requests' : 'Failure that was asked for';
  const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
  return answerOf(new ApiError(status, code, message, headers));
}

function perform(request: Request, { product, operation }: Route, exchange: Exchange): Answer {
  const { account, clock, settings } = exchange.context;
  const access = operation?.access ?? 'account';
  const proof = { authorization: request.get('authorization'), access, nowMs: clock() };
  const caller = authenticate(proof, account, exchange.serviceSid);
  const call = callOf(request, product, caller);
  demand(operation, () => notFound(call.resource));
  const { actionRateLimit } = settings;
  if (operation.counts !== undefined) exchange.rates.count(operation.counts, actionRateLimit ?? Infinity);
  return operation.run(call);
}

function tryPerform(request: Request, route: Route, exchange: Exchange): Answer {
  try {
    return perform(request, route, exchange);
  } catch (error) {
    if (error instanceof ApiError) return answerOf(error);
    throw error;
  }
}

/** Above the account's concurrency limit nothing is carried out. */
const tooMany = (): Answer => answerOf(new ApiError(429, 20429, 'Too many requests'));

type Outcome = Answer | 'cut' | 'hang';

function fail(fault: Fault, performRequest: () => Answer): Outcome {
  if (fault.when === 'after') performRequest();
  if (fault.dropConnection === true) return 'cut';
  return fault.hang === true ? 'hang' : faultAnswer(fault);
}

/** The answer, or `cut` and `hang` where a fault keeps it back. */
function decide(request: Request, route: Route, exchange: Exchange): Outcome {
  const fault = exchange.faults.take({ method: request.method, path: request.path });
  const performRequest = (): Answer => tryPerform(request, route, exchange);
  return fault === undefined ? performRequest() : fail(fault, performRequest);
}

function send(response: Response, { status, body, headers = {} }: Answer, load: number): void {
  response.status(status).set({
    ...headers,
    'Twilio-Request-Id': newSid('RQ'),
    'Twilio-Concurrent-Requests': String(load),
    'Twilio-Request-Duration': '0.001',
    'X-Home-Region': 'us1',
  });
  if (body === undefined) response.end();
  else response.json(body);
}

/** TaskRouter tells its rate limit on every answer; the stand-in never enforces it. */
const RATE_HEADERS = {
  'X-Rate-Limit-Limit': '100',
  'X-Rate-Limit-Remaining': '99',
  'X-Rate-Limit-Config': 'Workspace',
};

/** Counts the request as under way; the returned function ends that, once. */
function enter(load: { current: number }): () => void {
  load.current += 1;
  let open = true;
  return () => {
    if (open) load.current -= 1;
    open = false;
  };
}

/** One request from its arrival to its answer: load, latency, faults, credentials, the operation itself. */
export async function serve(request: Request, response: Response, route: Route, exchange: Exchange): Promise<void> {
  const { context, load, log } = exchange;
  const { latencyMs, held, concurrencyLimit = Infinity } = context.settings;
  const { path, query } = targetOf(request);
  const answered = log.begin({ method: request.method, path, query, at: context.clock() });
  const leave = enter(load);
  response.once('close', leave);
  const arrivedAt = load.current;
  if (latencyMs > 0) await wait(latencyMs, undefined, { ref: false });
  if (held !== undefined) await held;
  const outcome = arrivedAt > concurrencyLimit ? tooMany() : decide(request, route, exchange);
  if (outcome === 'hang') return;
  if (outcome === 'cut') {
    request.socket.destroy();
    return;
  }
  answered(outcome.status);
  leave();
  if (route.product === 'taskrouter') response.set(RATE_HEADERS);
  send(response, outcome, arrivedAt);
}
