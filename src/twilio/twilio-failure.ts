import { printable } from '../kernel/printable.ts';
import { Refusal } from '../kernel/refusal.ts';

/**
 * What a failed call means for the next step.
 *
 * | kind         | was it processed? | next step                                            |
 * | ------------ | ----------------- | ---------------------------------------------------- |
 * | rate-limited | no                | repeat after Retry-After or a back-off               |
 * | not-sent     | no                | repeat                                               |
 * | busy         | no                | repeat: another change of the same resource ran      |
 * | unclear      | nobody knows      | repeat reads; look before repeating a write          |
 * | deadline     | nobody knows      | stop: the login that asked is over                   |
 * | open         | no                | stop: the circuit breaker lets nothing through       |
 * | credentials  | no                | stop                                                 |
 * | rejected     | no                | stop, unless the adapter expects this very answer    |
 */
export type FailureKind =
  | 'rate-limited'
  | 'not-sent'
  | 'busy'
  | 'unclear'
  | 'deadline'
  | 'open'
  | 'credentials'
  | 'rejected';

export interface FailureFacts {
  readonly status?: number | undefined;
  readonly twilioCode?: number | undefined;
  /** For people; never holds a header or a body as a whole. */
  readonly reason: string;
  readonly retryAfterMs?: number | undefined;
  /** Twilio-Request-Id: what Twilio's support asks for. */
  readonly requestId?: string | undefined;
}

/** One call that failed. Built from chosen facts alone, so that it cannot carry the credentials of the request. */
export class TwilioFailure extends Error {
  override readonly name = 'TwilioFailure';
  readonly kind: FailureKind;
  readonly facts: FailureFacts;

  constructor(kind: FailureKind, facts: FailureFacts) {
    super(`${kind}: ${facts.reason}`);
    this.kind = kind;
    this.facts = facts;
  }
}

/** 20429 concurrency of the account, 50074 actions per second of a Conversations Service. */
const RATE_CODES = new Set([20429, 50074]);
/** 20003 authenticate, 20006 access denied, 20403 and 70051 authorisation. */
const CREDENTIAL_CODES = new Set([20003, 20006, 20403, 70051]);
/** 20162 parallel update, 50213 concurrent change of the same User. */
const BUSY_CODES = new Set([20162, 50213]);
/** 20404 anything, 50200 Conversations User. */
const NOT_FOUND_CODES = new Set([20404, 50200]);
/** 20409 anything, 50201 Conversations User. */
const TAKEN_CODES = new Set([20409, 50201]);
/** 50100 role, 50101 channel role, 50102 service role, 50109 conversation role: not found. */
const ROLE_UNKNOWN_CODES = new Set([50100, 50101, 50102, 50109]);

/** The code decides; the status only where there is no code that we know (twilio.md 4.8). */
export function failureKindOf(status: number, twilioCode?: number): FailureKind {
  return (twilioCode === undefined ? undefined : kindOfCode(twilioCode)) ?? kindOfStatus(status, twilioCode);
}

function kindOfCode(code: number): FailureKind | undefined {
  if (RATE_CODES.has(code)) return 'rate-limited';
  if (CREDENTIAL_CODES.has(code)) return 'credentials';
  return BUSY_CODES.has(code) ? 'busy' : undefined;
}

function kindOfStatus(status: number, twilioCode?: number): FailureKind {
  if (status === 429) return 'rate-limited';
  if (status >= 500 || status === 408) return 'unclear';
  // A 403 that carries another code is about the resource: too many conversations, a role that may not be set.
  return status === 401 || (status === 403 && twilioCode === undefined) ? 'credentials' : 'rejected';
}

const rejection = (error: unknown): FailureFacts | undefined =>
  error instanceof TwilioFailure && error.kind === 'rejected' ? error.facts : undefined;

export function isNotFound(error: unknown): boolean {
  const facts = rejection(error);
  if (facts === undefined) return false;
  return facts.twilioCode === undefined ? facts.status === 404 : NOT_FOUND_CODES.has(facts.twilioCode);
}

export const isStale = (error: unknown): boolean => [409, 412].includes(rejection(error)?.status ?? 0);

/** TaskRouter has no code of its own for a name that is taken: 400, 20001 and a sentence (twilio.md 5). */
export function isTaken(error: unknown): boolean {
  const facts = rejection(error);
  if (facts === undefined) return false;
  if (facts.twilioCode === 20001) return /already exists/i.test(facts.reason);
  return TAKEN_CODES.has(facts.twilioCode ?? 0) || facts.status === 409;
}

export const isRoleUnknown = (error: unknown): boolean => ROLE_UNKNOWN_CODES.has(rejection(error)?.twilioCode ?? 0);

/** For a `catch` right behind the call: the failure that was to be expected becomes a value, any other stays one. */
export const answering =
  <const V>(expected: (error: unknown) => boolean, value: V) =>
  (error: unknown): V => {
    if (expected(error)) return value;
    throw error;
  };

/** The refusal that the ports promise. Anything that is not a failed call is returned as it is. */
export const asRefusal = (operation: string, error: unknown): unknown =>
  error instanceof TwilioFailure ? REFUSED_AS[error.kind](operation, error.facts) : error;

type ToRefusal = (operation: string, facts: FailureFacts) => Refusal;

const unavailable: ToRefusal = (operation, { status, twilioCode, requestId, reason }) =>
  new Refusal('TWILIO_UNAVAILABLE', { operation, status, twilioCode, requestId, reason: printable(reason) });

const REFUSED_AS: Readonly<Record<FailureKind, ToRefusal>> = {
  'rate-limited': (operation, { twilioCode, requestId, retryAfterMs }) =>
    new Refusal('TWILIO_RATE_LIMITED', { operation, twilioCode, requestId, retryAfterMs }),
  // Without Twilio's sentence, which may repeat what was sent.
  credentials: (operation, { status = 401, twilioCode, requestId }) =>
    new Refusal('TWILIO_CREDENTIALS', { operation, status, twilioCode, requestId }),
  rejected: (operation, { status = 400, twilioCode, requestId, reason }) =>
    new Refusal('TWILIO_REJECTED', { operation, status, twilioCode, requestId, message: printable(reason) }),
  'not-sent': unavailable,
  busy: unavailable,
  unclear: unavailable,
  deadline: unavailable,
  open: unavailable,
};
