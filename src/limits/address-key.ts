import { isIPv4, isIPv6 } from 'node:net';

const GROUPS = 8;
/** As some proxies write the addresses of X-Forwarded-For (RFC 7239 6): with a port, IPv6 in brackets. */
const WITH_PORT = /^(?:\[([^\]]*)\]|(\d{1,3}(?:\.\d{1,3}){3}))(?::\d{1,5})?$/;
/** The 96 bits before an IPv4 address inside an IPv6 one: mapped (RFC 4291 2.5.5.2), and translated (RFC 6052 2.1). */
const BEFORE_IPV4 = new Set(['0:0:0:0:0:ffff', '64:ff9b:0:0:0:0']);

/** Who counts as one caller, at two widths. What is no address counts as one caller all together. */
export interface AddressKeys {
  /** An IPv4 address, or an IPv6 network of 64 bits: whoever has one of its addresses has all 2^64 (RFC 4291 2.5.1). */
  readonly address: string;
  /** An IPv6 network of 48 bits, the most that one site is given (RFC 6177), with 65,536 of those; or the same IPv4 address. */
  readonly network: string;
}

function withoutPort(address: string): string {
  const [, bracketed, dotted] = WITH_PORT.exec(address) ?? [];
  return bracketed ?? dotted ?? address;
}

/** The eight groups of an address of 128 bits, `::` filled up (RFC 4291 2.2), in the one way to write them (RFC 5952). */
function groupsOf(address: string): readonly string[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [left = [], right = []] = canonical.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  return [...left, ...Array.from({ length: GROUPS - left.length - right.length }, () => '0'), ...right];
}

const dotted = (groups: readonly string[]): string =>
  groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((bits) => [bits >> 8, bits & 0xff])
    .join('.');

const one = (key: string): AddressKeys => ({ address: key, network: key });

export function addressKeys(text: string): AddressKeys {
  const bare = withoutPort(text).split('%')[0] ?? '';
  if (isIPv4(bare)) return one(bare);
  if (!isIPv6(bare)) return one('unknown');
  const groups = groupsOf(bare);
  if (BEFORE_IPV4.has(groups.slice(0, 6).join(':'))) return one(dotted(groups.slice(6)));
  return { address: `${groups.slice(0, 4).join(':')}::/64`, network: `${groups.slice(0, 3).join(':')}::/48` };
}
