/** What the browsers and apps of people do at a gateway. */

export interface Answer {
  /** 0 where the connection was cut. */
  readonly status: number;
  /** As a Cookie header; empty where none was set. */
  readonly cookie: string;
  /** Of a problem; empty otherwise. */
  readonly code: string;
}

const CUT: Answer = { status: 0, cookie: '', code: 'CUT' };
const PROBLEM = 'application/problem+json';

async function answerOf(response: Response): Promise<Answer> {
  const body = await response.text();
  const isProblem = response.headers.get('content-type')?.startsWith(PROBLEM) === true;
  const code = isProblem ? (JSON.parse(body) as { readonly code: string }).code : '';
  const cookie = response.headers
    .getSetCookie()
    .map((pair) => pair.split(';')[0])
    .join('; ');
  return { status: response.status, cookie, code };
}

const answered = (sent: Promise<Response>): Promise<Answer> => sent.then(answerOf).catch(() => CUT);

/** Posts the IdP's response, as a client that reads problems, or as a browser. */
export const postLogin = (url: string, response: string, accept = 'application/json'): Promise<Answer> =>
  answered(
    fetch(`${url}/saml/okta/acs`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ SAMLResponse: response }),
      headers: { accept },
    }),
  );

/** What the waiting page asks. */
export const continueLogin = (url: string, cookie: string): Promise<Answer> =>
  answered(fetch(`${url}/saml/okta/continue`, { redirect: 'manual', headers: { cookie, accept: 'text/html' } }));

/** The Flex role at the gateway; the status where it does not tell one. */
async function roleIn(sent: Promise<Response>): Promise<string> {
  const response = await sent;
  const body = (await response.json()) as { readonly flex_role?: string };
  return response.ok ? (body.flex_role ?? '') : String(response.status);
}

export const sessionRole = (url: string, cookie: string): Promise<string> =>
  roleIn(fetch(`${url}/api/session`, { headers: { cookie } }));

export const tokenRole = (url: string, cookie: string): Promise<string> =>
  roleIn(fetch(`${url}/api/token`, { method: 'POST', headers: { cookie, 'sec-fetch-site': 'same-origin' } }));
