import ipaddr from "ipaddr.js";

/**
 * True for addresses of the public internet that one machine answers at. Everything with a special
 * meaning is not: loopback, private, link-local, shared, multicast, reserved, and IPv6 addresses that
 * carry an IPv4 one inside (mapped, NAT64, 6to4, Teredo), because a gateway may translate them.
 */
export function isPublicAddress(address: string): boolean {
  // A zone id names an interface of this machine; no public address has one.
  if (address.includes("%")) return false;
  return ipaddr.isValid(address) && ipaddr.parse(address).range() === "unicast";
}
