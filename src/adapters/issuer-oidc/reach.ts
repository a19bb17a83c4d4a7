import { BlockList, isIP } from 'node:net';

/**
 * Where an issuer may be. `public`: at addresses that belong to nobody's own network. `private`: there and in private
 * networks, for whoever runs the CI system itself. `loopback`: on this machine only, and by http, too.
 */
export type Reach = 'public' | 'private' | 'loopback';

type Subnet = readonly [address: string, bits: number];

const LOOPBACK: readonly Subnet[] = [
  ['127.0.0.0', 8],
  ['::1', 128],
];
/** RFC 1918, RFC 6598 and RFC 4193. */
const PRIVATE: readonly Subnet[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['fc00::', 7],
];
/** What the special-purpose registries of IANA (RFC 6890) take out of what is public: this host, links, tests, multicast. */
const SPECIAL: readonly Subnet[] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];
/** The only IPv6 addresses that are given out (RFC 4291 2.4); those that carry an IPv4 address are not among them. */
const GLOBAL_IPV6: readonly Subnet[] = [['2000::', 3]];

const loopback = listOf(LOOPBACK);
const privately = listOf(PRIVATE);
const special = listOf([...SPECIAL, ...PRIVATE, ...LOOPBACK]);
const global6 = listOf(GLOBAL_IPV6);

/** Whether an address may be connected to. */
export function mayReach(address: string, reach: Reach): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  if (reach === 'loopback') return loopback.check(address, type);
  if (reach === 'private' && privately.check(address, type)) return true;
  return !special.check(address, type) && (family === 4 || global6.check(address, type));
}

function listOf(subnets: readonly Subnet[]): BlockList {
  const list = new BlockList();
  for (const [address, bits] of subnets) list.addSubnet(address, bits, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  return list;
}
