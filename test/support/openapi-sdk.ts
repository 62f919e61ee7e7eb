import twilio from 'twilio';
import { ask, basic, encodeForm, type RestTarget } from './openapi-rest.ts';

interface SdkRequest {
  readonly method: string;
  readonly uri: string;
  readonly username: string;
  readonly password: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
}

type RequestClient = NonNullable<NonNullable<Parameters<typeof twilio>[2]>['httpClient']>;

/** https://taskrouter.twilio.com/v1/… becomes /taskrouter/v1/…; what the stand-in named itself stays. */
function pathOf({ uri, params = {} }: SdkRequest): string {
  const url = new URL(uri);
  const product = /^([a-z-]+)\.twilio\.com$/.exec(url.hostname)?.[1];
  for (const [name, value] of encodeForm(params)) url.searchParams.append(name, value);
  return product === undefined ? url.href : `/${product}${url.pathname}${url.search}`;
}

async function send(target: RestTarget, request: SdkRequest): Promise<object> {
  const { method, username, password, data, headers = {} } = request;
  const { 'Content-Type': type, Authorization: token, ...others } = headers;
  const {
    status,
    body,
    headers: answered,
  } = await ask(target, method.toUpperCase(), pathOf(request), {
    authorization: token ?? basic(username, password),
    headers: others,
    ...(data !== undefined && method === 'post' && (type === 'application/json' ? { json: data } : { form: data })),
  });
  return { statusCode: status, body, headers: Object.fromEntries(answered) };
}

/** Twilio's own SDK, aimed at a stand-in; a call rejects where request or answer departs from the published API. */
export function sdkFor(target: RestTarget & { readonly accountSid: string }): twilio.Twilio {
  const httpClient = { request: (request: SdkRequest) => send(target, request) } as unknown as RequestClient;
  return twilio(target.apiKey.sid, target.apiKey.secret, { accountSid: target.accountSid, httpClient });
}
