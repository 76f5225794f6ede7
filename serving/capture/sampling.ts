/** Whether a request is kept at a share of 0 to 1: the same for every row, node and restart, since it follows from the id alone (FNV-1a, 32 bits, finished as murmur3 is). */
export function isSampled(requestId: string, share: number): boolean {
  return share >= 1 || hash(requestId) / 2 ** 32 < share;
}

function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
