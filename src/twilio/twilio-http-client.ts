import { Agent, request, type Dispatcher } from 'undici';
import type RequestClient from 'twilio/lib/base/RequestClient';
import type { Clock } from '../kernel/clock.ts';
import type { CircuitBreakers } from './circuit-breaker.ts';
import { cutOff } from './cut-off.ts';
import { createPauses, type Pauses, type TwilioPause } from './pauses.ts';
import { createSelfLimitingBudget, type SelfLimitingBudget } from './self-limiting-budget.ts';
import { createTwilioAddress } from './twilio-address.ts';
import { answerFailure, headerOf, parseBody } from './twilio-answer.ts';
import type { TwilioFailure } from './twilio-failure.ts';
import { currentDeadline, currentOperation, type Deadline } from './twilio-scope.ts';
import type { TwilioSettings } from './twilio-settings.ts';

/** One HTTP exchange with Twilio, repeated ones and every page of a list counted by themselves. */
export interface TwilioExchange {
  /** `worker.create` style, from a fixed set. */
  readonly operation: string;
  /** 0 where no answer came. */
  readonly status: number;
  /** Without the wait for a free place. */
  readonly ms: number;
  /** Twilio-Request-Id. */
  readonly requestId?: string | undefined;
  /** Twilio-Concurrent-Requests: requests of the whole account under way, as Twilio counted. */
  readonly concurrentRequests?: number | undefined;
  /** X-Rate-Limit-Remaining (TaskRouter). */
  readonly rateLimitRemaining?: number | undefined;
}

export interface HttpClientDeps {
  readonly clock: Clock;
  readonly observe: (exchange: TwilioExchange) => void;
  /** Absent: every call is tried. */
  readonly breakers?: CircuitBreakers;
  /** Told when Twilio asks to be left alone (Retry-After). Must not throw. */
  readonly onPause?: (pause: TwilioPause) => void;
}

/** What this process may use of a budget that replicas share. */
export interface LocalBudget extends Pick<SelfLimitingBudget, 'inForce' | 'loginsWait' | 'grant'> {
  /** Places for all replicas together. */
  readonly total: number;
  /** Another replica was asked to leave a product alone. Answers whether this is news. */
  pause(pause: TwilioPause): boolean;
}

type SdkRequest = RequestClient.RequestOptions<Record<string, unknown>, Record<string, unknown>>;

export interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly body: unknown;
}

/** What the SDK asks of its `httpClient`. Rejects with a TwilioFailure, also for every status of 300 and above. */
export interface TwilioHttpClient {
  readonly request: (options: SdkRequest) => Promise<SdkResponse>;
  readonly budget: LocalBudget;
  readonly close: () => Promise<void>;
}

/** Larger answers are cut: a full page of workers stays below 1 MB. */
const LARGEST_ANSWER = 8 * 1024 * 1024;

export function createTwilioHttpClient(settings: TwilioSettings, deps: HttpClientDeps): TwilioHttpClient {
  const { clock, observe, breakers = ALWAYS_CLOSED, onPause } = deps;
  const agent = createAgent(settings);
  const send = createSend(settings, agent);
  const budget = createSelfLimitingBudget(settings);
  const pauses = createPauses(clock);

  const exchange = async (options: SdkRequest, deadline: Deadline | undefined): Promise<SdkResponse> => {
    const startedAt = performance.now();
    let answer: SdkResponse | undefined;
    try {
      answer = await cutOff(settings.timeoutMs, deadline, (signal) => send(options, signal));
    } finally {
      const ms = performance.now() - startedAt;
      const load = loadOf(answer?.headers ?? {});
      budget.learn(answer?.statusCode, load.rateLimitRemaining);
      observe({ operation: currentOperation(), status: answer?.statusCode ?? 0, ms, ...load });
    }
    if (answer.statusCode >= 300) throw heeded(answerFailure(answer, clock()), productOf(options.uri));
    return { ...answer, body: parseBody(answer) };
  };

  const heeded = (failure: TwilioFailure, product: string): TwilioFailure => {
    const ms = failure.facts.retryAfterMs ?? 0;
    if (pauses.begin({ product, ms })) onPause?.({ product, ms });
    return failure;
  };
  const ask = async (options: SdkRequest, deadline: Deadline | undefined): Promise<SdkResponse> => {
    const product = productOf(options.uri);
    pauses.check(product);
    return breakers.run(product, () => exchange(options, deadline));
  };

  return {
    request: (options) => {
      const deadline = currentDeadline();
      return budget.run(deadline, () => ask(options, deadline));
    },
    budget: localBudget(settings.concurrency, budget, pauses),
    close: () => agent.close(),
  };
}

const localBudget = (total: number, budget: SelfLimitingBudget, pauses: Pauses): LocalBudget => ({
  total,
  get inForce() {
    return budget.inForce;
  },
  get loginsWait() {
    return budget.loginsWait;
  },
  grant: (places) => budget.grant(places),
  pause: (pause) => pauses.begin(pause),
});

const ALWAYS_CLOSED: CircuitBreakers = { run: (_product, fn) => fn() };

/** `taskrouter` of https://taskrouter.twilio.com/v1/… and of https://taskrouter.dublin.ie1.twilio.com/v1/… */
const productOf = (uri: string): string => /^https?:\/\/([^./]+)/.exec(uri)?.[1] ?? 'twilio';

const createAgent = ({ concurrency, timeoutMs }: TwilioSettings): Agent =>
  new Agent({
    connections: concurrency,
    connect: { timeout: timeoutMs },
    // `cutOff` ends a request; undici's own timers would do the same up to a second later.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
    maxResponseSize: LARGEST_ANSWER,
  });

type Send = (options: SdkRequest, signal: AbortSignal) => Promise<SdkResponse>;

function createSend({ baseUrl, apiKey }: TwilioSettings, dispatcher: Agent): Send {
  const addressOf = createTwilioAddress(baseUrl);
  const authorization = `Basic ${Buffer.from(`${apiKey.sid}:${apiKey.secret}`).toString('base64')}`;
  return async ({ uri, method, params, data, headers }, signal) => {
    const url = addressOf(uri);
    if (params !== undefined) url.search = formOf(params);
    const answer = await request(url, {
      dispatcher,
      signal,
      method: method.toUpperCase(),
      headers: { ...headers, authorization },
      ...(data !== undefined && { body: formOf(data) }),
    });
    return { statusCode: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
  };
}

/** Form encoding as Twilio takes it: arrays as repeated names, blanks as %20. */
function formOf(fields: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, String(one)]),
  );
  return new URLSearchParams(pairs).toString().replaceAll('+', '%20');
}

function loadOf(headers: SdkResponse['headers']): Partial<TwilioExchange> {
  return {
    requestId: headerOf(headers, 'twilio-request-id'),
    concurrentRequests: numberOf(headerOf(headers, 'twilio-concurrent-requests')),
    rateLimitRemaining: numberOf(headerOf(headers, 'x-rate-limit-remaining')),
  };
}

const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
