import { isSafeWebUrl } from '../kernel/web-address.ts';

const TIMEOUT_MS = 10_000;
const LARGEST = 4_000_000;
const MOST_REDIRECTS = 3;

const request = (url: string, signal: AbortSignal): Promise<Response> =>
  fetch(url, {
    headers: { accept: 'application/samlmetadata+xml, application/xml, text/xml' },
    signal,
    redirect: 'manual',
  }).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`${url} does not answer (${cause})`);
  });

const isHttps = (url: string): boolean => new URL(url).protocol === 'https:';

/**
 * Where a redirect leads, if it may be followed. Keys are as good as the way they came: each step of it must be https, or
 * stay on this machine, where only who began here may end: no server elsewhere sends us to what listens beside us.
 */
export function redirectTarget(from: string, location: string): string | undefined {
  const to = URL.canParse(location, from) ? new URL(location, from).href : undefined;
  return to !== undefined && isSafeWebUrl(to) && (isHttps(to) || !isHttps(from)) ? to : undefined;
}

async function followed(url: string, signal: AbortSignal): Promise<Response> {
  let at = url;
  for (let turn = 0; turn <= MOST_REDIRECTS; turn += 1) {
    const response = await request(at, signal);
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    const next = redirectTarget(at, location);
    if (next === undefined) throw new Error(`${url} leads to an address that is not https`);
    at = next;
  }
  throw new Error(`${url} redirects more than ${MOST_REDIRECTS} times`);
}

async function boundedText(response: Response, url: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > LARGEST) throw new Error(`${url} answers more than ${LARGEST} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** The metadata behind a URL; rejects with a message for the operator. */
export async function fetchMetadata(url: string): Promise<string> {
  if (!isSafeWebUrl(url)) throw new Error(`${url} is not https`);
  const response = await followed(url, AbortSignal.timeout(TIMEOUT_MS));
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return boundedText(response, url);
}
