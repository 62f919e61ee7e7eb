import { TwilioFailure } from './twilio-failure.ts';

const TWILIO_HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.twilio\.com$/;

/**
 * Where a request of the SDK goes. The SDK also follows page addresses that an answer names, and every request carries
 * the API key: so no address but Twilio's own hosts, or the one base URL, is ever used.
 */
export const createTwilioAddress = (baseUrl: string | undefined): ((address: string) => URL) =>
  baseUrl === undefined ? atTwilio : (address) => atBase(new URL(baseUrl), new URL(address));

function atTwilio(address: string): URL {
  const url = new URL(address);
  if (url.protocol === 'https:' && TWILIO_HOST.test(url.host)) return url;
  throw new TwilioFailure('unclear', { reason: `an answer pointed to ${url.host}, which is not Twilio` });
}

/** https://taskrouter.dublin.ie1.twilio.com/v1/X becomes {base}/taskrouter/v1/X; any other path is one of the base's own. */
function atBase(base: URL, { hostname, pathname, search }: URL): URL {
  const [product] = hostname.split('.');
  const path = TWILIO_HOST.test(hostname) ? `${base.pathname.replace(/\/+$/, '')}/${product}${pathname}` : pathname;
  // Set part by part: resolved as a text, a path that begins with two slashes would name another host.
  const url = new URL(base);
  url.pathname = path;
  url.search = search;
  return url;
}

/**
 * One segment of a path. The SDK puts what it gets into the path as it is. A segment of dots cannot be sent: every URL
 * parser takes `.` and `..`, escaped or not, for a step up, and an empty one would address the whole collection.
 */
export function pathSegment(text: string): string {
  if (/^\.{0,2}$/.test(text)) throw new TwilioFailure('rejected', { status: 400, reason: `“${text}” is no name` });
  return encodeURIComponent(text);
}
