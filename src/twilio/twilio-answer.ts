import { z } from 'zod';
import { failureKindOf, TwilioFailure } from './twilio-failure.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

interface Answer {
  readonly statusCode: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Twilio's error body (twilio.md 9): 5xx answers may lack the code, a proxy in between sends no JSON at all. */
const errorBody = z.object({
  code: z.number().nullish(),
  message: z.string().nullish(),
  detail: z.string().nullish(),
});

export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** `nowMs` serves a Retry-After that names a date. */
export function answerFailure({ statusCode, headers, body }: Answer, nowMs: number): TwilioFailure {
  const { twilioCode, sentence } = saidIn(body);
  return new TwilioFailure(failureKindOf(statusCode, twilioCode), {
    status: statusCode,
    twilioCode,
    reason: sentence ?? `HTTP ${statusCode}`,
    retryAfterMs: retryAfterOf(headerOf(headers, 'retry-after'), nowMs),
    requestId: headerOf(headers, 'twilio-request-id'),
  });
}

/** The rest of the body is dropped, and all of one that is not Twilio's: who knows what a proxy repeats in it. */
function saidIn(body: unknown): { twilioCode?: number | undefined; sentence?: string | undefined } {
  const said = errorBody.safeParse(jsonOf(body)).data;
  return { twilioCode: said?.code ?? undefined, sentence: said?.message ?? said?.detail ?? undefined };
}

/** RFC 9110 10.2.3: seconds, or a date. */
function retryAfterOf(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** The JSON of a good answer. What cannot be read may yet have been done, so it counts as unclear. */
export function parseBody({ statusCode, headers, body }: Answer): unknown {
  if (body === '') return undefined;
  const parsed = jsonOf(body);
  if (parsed !== undefined) return parsed;
  throw new TwilioFailure('unclear', {
    status: statusCode,
    reason: 'the answer is not JSON',
    requestId: headerOf(headers, 'twilio-request-id'),
  });
}

function jsonOf(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}

/** Raised before the first byte of a request could leave. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const coded = z.object({ code: z.string() });

/** Keeps the code of the error and nothing else of it: an error of a client may hold the request with its headers. */
export function connectionFailure(error: unknown): TwilioFailure {
  if (error instanceof TwilioFailure) return error;
  const code = coded.safeParse(error).data?.code ?? 'no code';
  return new TwilioFailure(NOT_SENT.has(code) ? 'not-sent' : 'unclear', { reason: `the connection failed (${code})` });
}
