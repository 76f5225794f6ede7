import { isIPv6 } from "node:net";

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** Addresses whose answer is remembered: a connection asks at each request. */
const MOST_KNOWN = 1_024;
const known = new Map<string, string>();

/** Who a connection counts as: its IPv4 address, or the /64 network of its IPv6 address, since whoever has one address there has them all. Headers that a client writes are not asked. */
export function clientAddress(remote: string | undefined): string {
  if (remote === undefined) return "";
  const before = known.get(remote);
  if (before !== undefined) return before;
  const plain = MAPPED.exec(remote)?.[1] ?? remote;
  const client = isIPv6(plain) ? network(plain) : plain;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(remote, client);
  return client;
}

/** The first four groups. */
function network(address: string): string {
  const [head = "", tail] = (address.split("%", 1)[0] ?? "").split("::");
  const [before, after] = [groups(head), groups(tail ?? "")];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return `${[...before, ...Array.from({ length: zeros }, () => "0"), ...after].slice(0, 4).join(":")}::/64`;
}

function groups(text: string): string[] {
  return text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16).toString(16));
}
