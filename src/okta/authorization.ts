import { z } from 'zod';
import { Refusal } from '../kernel/refusal.ts';
import { clientAssertion } from './client-assertion.jwt.ts';
import { parseJson, refusalFor } from './okta-failure.ts';
import type { OktaDeps, OktaSettings, ServiceApp } from './okta-settings.ts';

/** The value of the Authorization header, renewed where it runs out. */
export type Authorization = () => Promise<string>;

const OPERATION = 'POST /oauth2/v1/token';
/** A token is renewed this long before its end. */
const MARGIN_MS = 60_000;

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  token_type: z.string().regex(/^bearer$/i, 'is not Bearer'),
  expires_in: z.number().positive(),
});

interface AccessToken {
  readonly header: string;
  /** ms since epoch. */
  readonly renewAt: number;
}

async function requestToken(org: string, app: ServiceApp, deps: OktaDeps): Promise<AccessToken> {
  const url = `${org}/oauth2/v1/token`;
  const scope = app.scopes.join(' ');
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    scope,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: clientAssertion(app, url, deps),
  });
  const response = await deps
    .fetch(url, { method: 'POST', body: form, headers: { accept: 'application/json' } })
    .catch((error: unknown) => {
      throw new Refusal('OKTA_UNAVAILABLE', { operation: OPERATION, reason: String(error) }, { cause: error });
    });
  const text = await response.text();
  if (!response.ok) throw refusalFor({ operation: OPERATION, scope }, { status: response.status, text });
  const answer = tokenAnswer.safeParse(parseJson(text));
  if (!answer.success) {
    throw new Refusal('OKTA_ANSWER_UNKNOWN', { operation: OPERATION, problem: z.prettifyError(answer.error) });
  }
  const { access_token: token, expires_in: seconds } = answer.data;
  return { header: `Bearer ${token}`, renewAt: deps.clock() + seconds * 1000 - MARGIN_MS };
}

export function createAuthorization({ org, credentials }: OktaSettings, deps: OktaDeps): Authorization {
  if (credentials.kind === 'token') return async () => `SSWS ${credentials.token}`;
  let current: AccessToken | undefined;
  return async () => {
    if (current === undefined || deps.clock() >= current.renewAt) current = await requestToken(org, credentials, deps);
    return current.header;
  };
}
