export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);

/** https, or this machine. */
export function isSafeWebUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
}

/** Where a browser may be sent with a message of ours: safe, and without credentials that would show another host. */
export function isSafeTarget(text: string): boolean {
  if (!isSafeWebUrl(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
