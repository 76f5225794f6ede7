/** Fields looked at: a model's name comes first in what servers' clients write. */
const MOST_FIELDS = 16;

/** The bytes of a length-delimited field of a protobuf message (its first, by number); undefined where it is not among the first sixteen, or the bytes are no message. */
export function fieldOf(message: Buffer, number: number): Buffer | undefined {
  let at = 0;
  for (let looked = 0; looked < MOST_FIELDS && at < message.length; looked++) {
    const tag = varint(message, at);
    if (tag === undefined) return undefined;
    const [key, start] = tag;
    const size = sizeOf(message, start, key & 7);
    if (size === undefined || size.end > message.length) return undefined;
    if (key >>> 3 === number && (key & 7) === 2) return message.subarray(size.from, size.end);
    at = size.end;
  }
  return undefined;
}

/** Where a value lies, by its wire type (protobuf.dev, encoding). */
function sizeOf(message: Buffer, at: number, type: number): { readonly from: number; readonly end: number } | undefined {
  if (type === 1) return { from: at, end: at + 8 };
  if (type === 5) return { from: at, end: at + 4 };
  const read = varint(message, at);
  if (read === undefined) return undefined;
  const [value, from] = read;
  if (type === 0) return { from: at, end: from };
  return type === 2 ? { from, end: from + value } : undefined;
}

/** Value and the place behind it. */
function varint(message: Buffer, at: number): readonly [number, number] | undefined {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = message[at + i];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return [value, at + i + 1];
  }
  return undefined;
}
