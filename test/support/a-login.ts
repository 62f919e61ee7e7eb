import type { RunningGateway } from './a-gateway.ts';
import { postedResponse } from './saml-idp.ts';
import type { AttributeList, ResponseOptions } from './saml-idp.ts';

export interface Person {
  readonly email?: string;
  readonly name?: string;
  readonly roles?: readonly string[];
  readonly more?: AttributeList;
}

let logins = 0;

/** A response of the IdP for a person, issued now, with ids of its own. */
export function responseFor(person: Person = {}, options: ResponseOptions = {}): string {
  const { email = 'ana@corp.example', name = 'Ana Ruiz', roles = ['agent'], more = [] } = person;
  logins += 1;
  return postedResponse({
    now: Date.now(),
    responseId: `_response-${process.pid}-${logins}`,
    assertionId: `_assertion-${process.pid}-${logins}`,
    nameId: email,
    attributes: [['email', [email]], ['full_name', [name]], ['roles', roles], ...more],
    ...options,
  });
}

export interface PostedForm {
  readonly connection?: string;
  readonly relayState?: string;
  readonly cookie?: string;
  readonly accept?: string;
}

/** What the browser does with the IdP's form. */
export function postToAcs(
  { url }: Pick<RunningGateway, 'url'>,
  response: string,
  form: PostedForm = {},
): Promise<Response> {
  const body = new URLSearchParams({ SAMLResponse: response });
  if (form.relayState !== undefined) body.set('RelayState', form.relayState);
  return fetch(`${url}/saml/${form.connection ?? 'okta'}/acs`, {
    method: 'POST',
    redirect: 'manual',
    body,
    headers: {
      accept: form.accept ?? 'application/json',
      ...(form.cookie !== undefined && { cookie: form.cookie }),
    },
  });
}

/** The session cookie of an answer, as a Cookie header. */
export function cookieOf(response: Response): string {
  const pair = response.headers.getSetCookie().find((cookie) => cookie.startsWith('__Host-flexgate='));
  return pair?.split(';')[0] ?? '';
}

export interface LoggedIn {
  readonly cookie: string;
  readonly location: string;
}

/** A login that must succeed. */
export async function logIn(
  gateway: Pick<RunningGateway, 'url'>,
  person: Person = {},
  options: ResponseOptions = {},
): Promise<LoggedIn> {
  const answer = await postToAcs(gateway, responseFor(person, options));
  if (answer.status !== 303) throw new Error(`login answered ${answer.status}: ${await answer.text()}`);
  return { cookie: cookieOf(answer), location: answer.headers.get('location') ?? '' };
}

export async function tokenOf({ url }: RunningGateway, cookie: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}/api/token`, {
    method: 'POST',
    headers: { cookie, origin: 'https://gw.example', 'sec-fetch-site': 'same-origin' },
  });
  return (await answer.json()) as Record<string, unknown>;
}

export const claimsOf = (token: unknown): Record<string, unknown> =>
  JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
