import { BlockList, isIP } from 'node:net';
import { invalidEventPattern } from './service-exception.ts';

/**
 * Builds the test for a `cidr` filter: true for an IPv4 or IPv6 address inside the block.
 *
 * @throws ServiceException InvalidEventPatternException when the block is malformed.
 * Source: "IP address matching", Amazon EventBridge User Guide, comparison operators.
 */
export function cidrTest(block: string): (address: string) => boolean {
  const [address = '', bits = '', ...rest] = block.split('/');
  if (rest.length > 0 || !block.includes('/')) {
    throw invalidEventPattern("Malformed CIDR, one '/' required");
  }
  if (!/^\d{1,3}$/.test(bits)) throw invalidEventPattern('Malformed CIDR, mask bits must be an integer');
  const family = addressFamily(address);
  if (family === undefined) throw invalidEventPattern(`Nonstandard IP address: ${address}`);
  const widest = family === 'ipv4' ? 32 : 128;
  if (Number(bits) > widest) throw invalidEventPattern(`Malformed CIDR, mask bits must be at most ${widest}`);
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family);
  return (candidate) => addressFamily(candidate) === family && list.check(candidate, family);
}

function addressFamily(address: string): 'ipv4' | 'ipv6' | undefined {
  // A zone index ("%eth0") passes isIP but is no address the block list can hold.
  if (address.includes('%')) return undefined;
  const version = isIP(address);
  if (version === 4) return 'ipv4';
  return version === 6 ? 'ipv6' : undefined;
}
