import { printable, quoted, sentence } from '../printable.ts';
import { entry } from './entry.ts';

/** The call to Okta's management API that failed. Never the token, a header or a body as a whole. */
export interface OktaCall {
  /** `POST /api/v1/apps` style. */
  readonly operation: string;
  /** `E0000011` style; the only part of an error that Okta keeps stable. */
  readonly errorCode?: string | undefined;
  /** X-Okta-Request-Id: what Okta's support asks for. */
  readonly requestId?: string | undefined;
}

export const OKTA_REFUSALS = {
  OKTA_UNAVAILABLE: entry<OktaCall & { status?: number | undefined; reason: string }>({
    status: 503,
    title: 'Okta does not answer',
    hint: 'Check --org (https://acme.okta.com, without “-admin”) and status.okta.com, then run the command again: it goes on where it stopped.',
    detail: (e) => `${e.operation}: ${printable(e.reason)}.`,
  }),
  OKTA_RATE_LIMITED: entry<OktaCall & { retryAfterMs?: number | undefined }>({
    status: 503,
    title: 'Okta asks to slow down',
    hint: 'Run the command again in a few minutes: it goes on where it stopped. Reports > Rate Limits shows who uses the limit.',
    detail: (e) =>
      `${e.operation}${e.retryAfterMs === undefined ? '' : `: the limit is reset in ${Math.ceil(e.retryAfterMs / 1000)} s`}.`,
  }),
  OKTA_TOKEN_INVALID: entry<OktaCall & { reason?: string | undefined }>({
    status: 502,
    title: 'Okta refused the credentials',
    hint: 'An API token dies after 30 days without use and with its maker’s account: make a new one under Security > API > Tokens. For a service app check the client id, that its public key is the one of --private-key, and “Require DPoP” (off).',
    detail: (e) =>
      `${e.operation}${e.errorCode === undefined ? '' : ` (${e.errorCode})`}${e.reason === undefined ? '' : `: ${printable(e.reason)}`}.`,
  }),
  OKTA_SCOPE_MISSING: entry<OktaCall & { scope: string }>({
    status: 502,
    title: 'The credentials may not do this in Okta',
    hint: 'An API token has the rights of its maker: an application administrator at least. A service app needs the scope granted (Applications > it > Okta API Scopes) and an admin role (Admin roles).',
    detail: (e) => `${e.operation} needs ${e.scope}.`,
  }),
  OKTA_REJECTED: entry<OktaCall & { status: number; summary: string; causes: readonly string[] }>({
    status: 502,
    title: 'Okta refused the request',
    hint: 'Okta’s own words are above; nothing was changed by this request.',
    detail: (e) =>
      `${e.operation}: ${e.status}${e.errorCode === undefined ? '' : ` ${e.errorCode}`}, ${printable(e.summary)}${e.causes.length === 0 ? '' : `: ${e.causes.map(printable).join('; ')}`}.`,
  }),
  OKTA_ANSWER_UNKNOWN: entry<OktaCall & { problem: string }>({
    status: 502,
    title: 'Okta answered in a form that is not known',
    hint: 'Check that --org is an Okta org and not a proxy’s page.',
    detail: (e) => `${e.operation}: ${printable(e.problem)}.`,
  }),
  OKTA_AMBIGUOUS: entry<{ what: string; found: readonly string[]; option: string }>({
    status: 409,
    title: 'Several things in Okta have this name',
    hint: 'Nothing was changed. Rename one of them, or say which is meant.',
    detail: (e) => `${e.what}: ${quoted(e.found)}. ${e.option}`,
  }),
  OKTA_SETUP_BLOCKED: entry<{ reasons: readonly string[] }>({
    status: 409,
    title: 'The setup cannot go on without a decision',
    hint: 'Nothing was changed. Settle what is listed, then run it again.',
    detail: (e) => e.reasons.map((reason) => sentence(printableWhole(reason))).join('\n'),
  }),
  OKTA_PLAN_CHANGED: entry<{ planned: readonly string[]; now: readonly string[] }>({
    status: 409,
    title: 'The org is no longer as the plan found it',
    hint: 'Nothing was changed. Look at `flexgate okta setup --plan` again.',
    detail: (e) => `Planned: ${quoted(e.planned) || 'nothing'}. Now: ${quoted(e.now) || 'nothing'}.`,
  }),
};

/** Our own sentences, which may be longer than a text from outside. */
const printableWhole = (text: string): string =>
  text
    .match(/.{1,80}/gsu)
    ?.map(printable)
    .join('') ?? '';
