import { addressKeys } from '../../src/limits/address-key.ts';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['192.0.2.7:50123', '192.0.2.7'],
  ['', 'unknown'],
  ['192.0.2.7:x', 'unknown'],
  ['[192.0.2.7', 'unknown'],
  ['evil, 192.0.2.7', 'unknown'],
  ['2001:db8::6/64', 'unknown'],
  ['__proto__', 'unknown'],
])('%p counts as %p, at both widths', (address, key) => {
  expect(addressKeys(address)).toEqual({ address: key, network: key });
});

test.each([
  '::ffff:192.0.2.7',
  '::FFFF:192.0.2.7',
  '::ffff:c000:207',
  '::ffff:c000:0207%eth0',
  '0:0:0:0:0:ffff:192.0.2.7',
  '0000:0000:0000:0000:0000:ffff:c000:0207',
  '[::ffff:192.0.2.7]:443',
  '64:ff9b::192.0.2.7',
  '64:ff9b::c000:207',
])('%p is an IPv4 address inside an IPv6 one, and counts as the IPv4 address', (address) => {
  expect(addressKeys(address)).toEqual({ address: '192.0.2.7', network: '192.0.2.7' });
});

test.each([
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2', '2001:db8:1'],
  ['2001:0DB8:0001:0002::6', '2001:db8:1:2', '2001:db8:1'],
  ['2001:db8:1:fffe::6', '2001:db8:1:fffe', '2001:db8:1'],
  ['2001:db8::6', '2001:db8:0:0', '2001:db8:0'],
  ['2001:db8:1:2::', '2001:db8:1:2', '2001:db8:1'],
  ['2001:db8:1:2:3::192.0.2.7', '2001:db8:1:2', '2001:db8:1'],
  ['::1', '0:0:0:0', '0:0:0'],
  ['::ffff:0:c000:207', '0:0:0:0', '0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0', 'fe80:0:0'],
  ['[2001:db8:1:2::6]', '2001:db8:1:2', '2001:db8:1'],
  ['[2001:db8:1:2::6]:50123', '2001:db8:1:2', '2001:db8:1'],
])('%p counts as %s::/64 and as %s::/48', (address, of64, of48) => {
  expect(addressKeys(address)).toEqual({ address: `${of64}::/64`, network: `${of48}::/48` });
});
