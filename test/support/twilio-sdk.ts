import twilio from 'twilio';

interface SdkRequest {
  readonly method: string;
  readonly uri: string;
  readonly username?: string;
  readonly password?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
}

interface Target {
  readonly url: string;
  readonly accountSid: string;
  readonly apiKey: { readonly sid: string; readonly secret: string };
}

type RequestClient = NonNullable<NonNullable<Parameters<typeof twilio>[2]>['httpClient']>;

function appendAll(target: URLSearchParams, values: unknown): URLSearchParams {
  for (const [name, value] of Object.entries(values ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) target.append(name, String(one));
  }
  return target;
}

/** https://taskrouter.twilio.com/v1/… becomes {url}/taskrouter/v1/…; what the stand-in names itself stays. */
function towards(base: string, { uri, params }: SdkRequest): URL {
  const url = new URL(uri);
  const product = /^([a-z-]+)\.twilio\.com$/.exec(url.hostname)?.[1];
  const target = product === undefined ? url : new URL(`${base}/${product}${url.pathname}${url.search}`);
  appendAll(target.searchParams, params);
  return target;
}

async function send(base: string, request: SdkRequest): Promise<{ statusCode: number; body: unknown; headers: unknown }> {
  const { method, username, password, headers = {}, data } = request;
  const isJson = headers['Content-Type'] === 'application/json';
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  const response = await fetch(towards(base, request), {
    method: method.toUpperCase(),
    headers: { Authorization: `Basic ${credentials}`, ...headers },
    ...(method !== 'get' && data !== undefined && { body: isJson ? JSON.stringify(data) : appendAll(new URLSearchParams(), data) }),
  });
  const text = await response.text();
  const body: unknown = text === '' ? '' : JSON.parse(text);
  return { statusCode: response.status, body, headers: Object.fromEntries(response.headers) };
}

/** Twilio's own Node SDK, aimed at a stand-in. */
export function sdkFor({ url, accountSid, apiKey }: Target): twilio.Twilio {
  const httpClient = { request: (request: SdkRequest) => send(url, request) } as unknown as RequestClient;
  return twilio(apiKey.sid, apiKey.secret, { accountSid, httpClient });
}
