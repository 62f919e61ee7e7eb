/** A path of ours (never `//host`, which is another site) or an http(s) address; anything else becomes the start page. */
export function webAddress(address: string): string {
  if (/^\/(?![/\\])/.test(address)) return address;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : '/';
}
