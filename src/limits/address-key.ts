import { isIPv4, isIPv6 } from 'node:net';

const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;
const GROUPS = 8;
/** As some proxies write the addresses of X-Forwarded-For (RFC 7239 6): with a port, IPv6 in brackets. */
const WITH_PORT = /^(?:\[([^\]]*)\]|(\d{1,3}(?:\.\d{1,3}){3}))(?::\d{1,5})?$/;

function withoutPort(address: string): string {
  const [, bracketed, dotted] = WITH_PORT.exec(address) ?? [];
  return bracketed ?? dotted ?? address;
}

/** The eight groups of an address of 128 bits, `::` filled up (RFC 4291 2.2). */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = address.split('::');
  const left = head.split(':').filter((group) => group !== '');
  const right = (tail ?? '').split(':').filter((group) => group !== '');
  const missing = tail === undefined ? 0 : GROUPS - left.length - right.length;
  return [...left, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...right];
}

/**
 * Who counts as one caller: an IPv4 address, or a network of 64 bits, since whoever has one IPv6 address has the 2^64 of
 * its network (RFC 4291 2.5.1). What is no address counts as one caller all together.
 */
export function addressKey(address: string): string {
  const bare = withoutPort(address).split('%')[0] ?? '';
  const mapped = MAPPED.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return 'unknown';
  const network = groupsOf(bare)
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
