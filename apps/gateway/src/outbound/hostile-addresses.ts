/** IPv4 addresses with a special meaning (IANA special-purpose registry), at least one of each block. */
const specialIpv4 = [
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "10.255.255.254",
  "100.64.0.1",
  "100.127.255.254",
  "127.0.0.1",
  "127.0.0.2",
  "127.1.2.3",
  "127.255.255.254",
  "169.254.0.1",
  "169.254.169.254",
  "169.254.170.2",
  "172.16.0.1",
  "172.31.255.254",
  "192.0.0.1",
  "192.0.0.170",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.0.1",
  "192.168.255.254",
  "198.18.0.1",
  "198.19.255.254",
  "198.51.100.7",
  "203.0.113.9",
  "224.0.0.1",
  "239.255.255.250",
  "240.0.0.1",
  "255.255.255.255",
];

/** The same for IPv6, without the ones that carry an IPv4 address. */
const specialIpv6 = [
  "::",
  "::1",
  "0:0:0:0:0:0:0:1",
  "100::1",
  "2001::1",
  "2001:2::1",
  "2001:10::1",
  "2001:20::1",
  "2001:db8::1",
  "3fff::1",
  "5f00::1",
  "fc00::1",
  "fd00:ec2::254",
  "fdff:ffff::1",
  "fe80::1",
  "fec0::1",
  "ff02::1",
  "ff0e::1",
];

/** Ways to write an IPv4 address that the URL parser or a gateway turns back into it. */
const notations: readonly ((parts: readonly [number, number, number, number]) => string)[] = [
  (parts) => parts.join("."),
  (parts) => `${parts.join(".")}.`,
  (parts) => String(toNumber(parts)),
  (parts) => `0x${toNumber(parts).toString(16)}`,
  (parts) => `0${toNumber(parts).toString(8)}`,
  (parts) => parts.map((part) => `0${part.toString(8)}`).join("."),
  (parts) => parts.map((part) => `0x${part.toString(16)}`).join("."),
  ([a, b, c, d]) => `${a}.${b * 65_536 + c * 256 + d}`,
  ([a, b, c, d]) => `${a}.${b}.${c * 256 + d}`,
  (parts) => [...parts.join(".")].map(toFullWidth).join(""),
  (parts) => parts.join("%2E"),
  (parts) => `[::ffff:${parts.join(".")}]`,
  (parts) => `[::ffff:0:${parts.join(".")}]`,
  (parts) => `[64:ff9b::${parts.join(".")}]`,
  (parts) => `[64:ff9b:1::${parts.join(".")}]`,
  ([a, b, c, d]) => `[2002:${hex(a, b)}:${hex(c, d)}::1]`,
];

/** More than 400 hosts that nobody outside may make the gateway talk to. */
export function hostileHosts(): readonly string[] {
  const ipv4 = specialIpv4.flatMap((address) => {
    const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
    return notations.map((write) => write([a, b, c, d]));
  });
  return [...ipv4, ...specialIpv6.map((address) => `[${address}]`)];
}

/** URLs that are refused for another reason than their host. */
export const hostileUrls: readonly string[] = [
  "",
  "not a url",
  "//example.com/v.mp4",
  "/etc/passwd",
  "file:///etc/passwd",
  "ftp://example.com/v.mp4",
  "gopher://example.com/",
  "data:video/mp4;base64,AAAA",
  "blob:https://example.com/1",
  "javascript:alert(1)",
  "ws://example.com/",
  "http://",
  "http://user@example.com/v.mp4",
  "http://user:password@example.com/v.mp4",
  "https://example.com:password@127.0.0.1/",
  "http://example.com:22/",
  "http://example.com:0/",
  "https://example.com:8080/",
  "https://example.com:65536/",
  "http://[::1/",
  "http://exa mple.com/",
  "http://example.com%00.evil/",
  `https://example.com/${"a".repeat(2048)}`,
];

function toNumber([a, b, c, d]: readonly [number, number, number, number]): number {
  return ((a * 256 + b) * 256 + c) * 256 + d;
}

function toFullWidth(character: string): string {
  return character === "." ? "。" : String.fromCodePoint(0xff10 + Number(character));
}

function hex(high: number, low: number): string {
  return (high * 256 + low).toString(16);
}
