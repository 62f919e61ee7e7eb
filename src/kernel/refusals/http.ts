import { printable } from '../printable.ts';
import { entry } from './entry.ts';
import { problemText } from './file-problem.ts';
import type { FileProblem } from './file-problem.ts';

export const HTTP_REFUSALS = {
  REQUEST_INVALID: entry<{ problems: readonly { path: string; reason: string }[] }>({
    status: 400,
    title: 'The request is not valid',
    hint: 'See /api/docs for what this endpoint takes.',
    detail: (e) => e.problems.map((p) => `${printable(p.path) || 'body'}: ${printable(p.reason)}.`).join(' '),
  }),
  BODY_TOO_LARGE: entry<{ limit: number }>({
    status: 413,
    title: 'The request body is too large',
    hint: 'Send less: see the limits in the documentation.',
  }),
  MEDIA_TYPE_UNSUPPORTED: entry<{ expected: string }>({
    status: 415,
    title: 'The request has the wrong content type',
    hint: 'Set the Content-Type header.',
    detail: (e) => `Expected ${e.expected}.`,
  }),
  NOT_FOUND: entry({
    status: 404,
    title: 'There is nothing here',
    hint: 'See /api/docs for the API, / for the way in.',
  }),
  METHOD_NOT_ALLOWED: entry<{ allowed: readonly string[] }>({
    status: 405,
    title: 'This address does not take that method',
    hint: 'To log in, start at / or at the tile in your identity provider.',
    detail: (e) => `Allowed here: ${e.allowed.join(', ')}.`,
  }),
  SESSION_REQUIRED: entry({
    status: 401,
    title: 'No session',
    hint: 'Log in first: the session has ended, expired, or never began.',
  }),
  ADMIN_REQUIRED: entry({
    status: 401,
    title: 'Operators only',
    hint: 'Send the admin token as a bearer, or log in with the Flex role admin; in a browser, at /admin/login.',
  }),
  ADMIN_TOKEN_WRONG: entry({
    status: 403,
    title: 'This is not the admin token',
    hint: 'It is `adminToken` of the configuration. Without one, log in with the Flex role admin.',
  }),
  ACCOUNT_CREDENTIALS: entry({
    status: 401,
    title: 'Wrong account credentials',
    hint: 'Basic authentication with the account SID and its auth token (or an API key and its secret).',
  }),
  TOKEN_INVALID: entry<{ reason: string }>({
    status: 401,
    title: 'No access token that is good here',
    hint: 'Send a token of POST /api/token as a bearer; the server needs the account SID and the API key of the gateway.',
    detail: (e) => `The token: ${printable(e.reason)}.`,
  }),
  WEBHOOK_SIGNATURE: entry<{ url: string }>({
    status: 403,
    title: 'The webhook is not signed by Twilio for this gateway',
    hint: 'Check twilio.authToken (the account’s primary one), and that Twilio calls the gateway by its publicUrl.',
    detail: (e) => `Signed must be ${printable(e.url)}.`,
  }),
  ORIGIN_REFUSED: entry<{ origin: string }>({
    status: 403,
    title: 'This site may not call the gateway',
    hint: 'Add the origin to `cors` in the configuration.',
    detail: (e) => `Origin: “${printable(e.origin)}”.`,
  }),
  EXCHANGE_CODE_INVALID: entry({
    status: 403,
    title: 'The code is unknown, used or expired',
    hint: 'A code lives 60 seconds and works once. Start the login again.',
  }),
  GRANT_UNAVAILABLE: entry<{ grant: string }>({
    status: 400,
    title: 'A grant was asked for that is not configured',
    hint: 'Leave the grant out, or configure its service under `token`.',
    detail: (e) => `Grant: ${printable(e.grant)}.`,
  }),
  TOKEN_ABOVE_CEILING: entry<{ connection: string; ceiling: string; assigned: string }>({
    status: 403,
    title: 'No token: the person holds a higher role than this session may use',
    hint: 'Log in again here to work at the lower role, or through the connection that gives the higher one.',
    detail: (e) =>
      `Connection “${printable(e.connection)}” gives at most ${e.ceiling}, but Twilio holds this person as ${e.assigned}, and a token carries what Twilio holds.`,
  }),
  PERMISSION_DENIED: entry<{ permission: string; role: string }>({
    status: 403,
    title: 'The role does not carry this permission',
    hint: 'Ask for a role that does, or log in as somebody who has one.',
    detail: (e) => `Asked for: ${printable(e.permission)}. The role that decided: ${printable(e.role)}.`,
  }),
  TRACE_UNKNOWN: entry<{ trace: string }>({
    status: 404,
    title: 'No such trace',
    hint: 'Traces are kept for a limited time (`traces.keep`); check the id, and whether it is of this gateway.',
    detail: (e) => `Trace: ${printable(e.trace)}.`,
  }),
  TRACE_ID_INVALID: entry<{ trace: string }>({
    status: 400,
    title: 'This is not a trace id',
    hint: 'An id is four words of four letters, such as bako-timi-sero-lafi; the person’s error page and the log show it.',
    detail: (e) => `Given: “${printable(e.trace)}”.`,
  }),
  DRIFT_RUN_UNKNOWN: entry<{ run: string }>({
    status: 404,
    title: 'No such run',
    hint: 'Runs are kept for a week; check the id.',
    detail: (e) => `Run: ${printable(e.run)}.`,
  }),
  SUBJECT_UNKNOWN: entry<{ username: string }>({
    status: 404,
    title: 'No such person',
    hint: 'Nobody with this username has logged in through the gateway.',
  }),
  TOO_MANY_REQUESTS: entry<{ retryAfterMs: number }>({
    status: 429,
    title: 'Too many requests',
    hint: 'Wait as long as Retry-After says.',
  }),
  CONFIG_INVALID: entry<{ file: string; problems: readonly FileProblem[] }>({
    status: 500,
    title: 'The configuration is not valid',
    hint: 'Correct every problem listed; `flexgate config check` lists them again.',
    detail: (e) => e.problems.map(problemText).join('\n'),
  }),
  SHUTTING_DOWN: entry({
    status: 503,
    title: 'This replica is shutting down',
    hint: 'Try again: another replica answers.',
  }),
  INTERNAL: entry({
    status: 500,
    title: 'Something went wrong in the gateway',
    hint: 'Tell your administrator the trace id; the log has the rest.',
  }),
};
