import { z } from 'zod';
import { Refusal } from '../kernel/refusal.ts';

/** What a failed call was, for its refusal. */
export interface FailedCall {
  readonly operation: string;
  readonly scope: string;
}

export interface FailedAnswer {
  readonly status: number;
  /** As it came. */
  readonly text: string;
  readonly requestId?: string | undefined;
}

/** Source: okta.md 2.1 (developer.okta.com/docs/reference/error-codes). */
const errorBody = z.object({
  errorCode: z.string().optional(),
  errorSummary: z.string().optional(),
  errorCauses: z.array(z.object({ errorSummary: z.string() })).optional(),
  // The token endpoint answers as RFC 6749 5.2 says.
  error: z.string().optional(),
  error_description: z.string().optional(),
});

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const parsedBody = (text: string): z.output<typeof errorBody> => errorBody.safeParse(parseJson(text)).data ?? {};

/** E0000239: the resource is busy, and the request was not carried out. */
export const isBusy = ({ status, text }: FailedAnswer): boolean =>
  status === 423 || parsedBody(text).errorCode === 'E0000239';

type Body = z.output<typeof errorBody>;

function credentialsRefusal(call: FailedCall, { requestId }: FailedAnswer, body: Body): Refusal {
  const { errorCode, errorSummary, error, error_description: description } = body;
  const reason = description ?? errorSummary ?? error;
  return new Refusal('OKTA_TOKEN_INVALID', { operation: call.operation, errorCode, requestId, reason });
}

const forbidsScope = ({ status }: FailedAnswer, { errorCode, error }: Body): boolean =>
  error === 'invalid_scope' || (status === 403 && (errorCode === 'E0000006' || errorCode === undefined));

/** Credentials that are wrong; E0000015 is a feature that the org lacks. */
const isLogin = ({ status }: FailedAnswer, { errorCode, error }: Body): boolean =>
  error === 'invalid_client' || error === 'invalid_dpop_proof' || (status === 401 && errorCode !== 'E0000015');

function rejection({ operation }: FailedCall, { status, requestId }: FailedAnswer, body: Body): Refusal {
  const { errorCode, errorSummary, error_description: description, errorCauses = [] } = body;
  const causes = errorCauses.map(({ errorSummary: cause }) => cause);
  const summary = errorSummary ?? description ?? 'no reason is given';
  return new Refusal('OKTA_REJECTED', { operation, status, errorCode, requestId, summary, causes });
}

/** The refusal for an answer of 400 or more, once repeating is of no use. */
export function refusalFor(call: FailedCall, answer: FailedAnswer): Refusal {
  const { operation, scope } = call;
  const { status, requestId } = answer;
  const body = parsedBody(answer.text);
  const { errorCode } = body;
  if (forbidsScope(answer, body)) return new Refusal('OKTA_SCOPE_MISSING', { operation, scope, errorCode, requestId });
  if (isLogin(answer, body)) return credentialsRefusal(call, answer, body);
  if (status === 429) return new Refusal('OKTA_RATE_LIMITED', { operation, errorCode, requestId });
  if (status < 500) return rejection(call, answer, body);
  return new Refusal('OKTA_UNAVAILABLE', { operation, status, errorCode, requestId, reason: `it answers ${status}` });
}
