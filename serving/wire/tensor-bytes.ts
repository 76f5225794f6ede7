import { TidemarkError } from "../../errors.ts";
import { shortestFloat32 } from "./float32.ts";

type Element = { readonly size: number; read(bytes: Buffer, at: number): number | boolean | bigint };

const ELEMENTS: Readonly<Record<string, Element>> = {
  BOOL: { size: 1, read: (b, at) => b.readUInt8(at) !== 0 },
  INT8: { size: 1, read: (b, at) => b.readInt8(at) },
  INT16: { size: 2, read: (b, at) => b.readInt16LE(at) },
  INT32: { size: 4, read: (b, at) => b.readInt32LE(at) },
  INT64: { size: 8, read: (b, at) => wholeNumber(b.readBigInt64LE(at)) },
  UINT8: { size: 1, read: (b, at) => b.readUInt8(at) },
  UINT16: { size: 2, read: (b, at) => b.readUInt16LE(at) },
  UINT32: { size: 4, read: (b, at) => b.readUInt32LE(at) },
  UINT64: { size: 8, read: (b, at) => wholeNumber(b.readBigUInt64LE(at)) },
  FP16: { size: 2, read: (b, at) => float16(b.readUInt16LE(at)) },
  BF16: { size: 2, read: (b, at) => bfloat16(b.readUInt16LE(at)) },
  FP32: { size: 4, read: (b, at) => shortestFloat32(b.readFloatLE(at)) },
  FP64: { size: 8, read: (b, at) => b.readDoubleLE(at) },
};

/** A tensor's elements from the binary data extension: little-endian numbers, or BYTES as a 4-byte length before each string.
 * @throws TidemarkError `input` for an unknown datatype or a length that does not fit. */
export function readTensorBytes(bytes: Buffer, datatype: string): (number | boolean | string | bigint)[] {
  if (datatype === "BYTES") return readStrings(bytes);
  const element = ELEMENTS[datatype];
  if (element === undefined) throw new TidemarkError("input", `reading a binary tensor: unknown datatype "${datatype}"`);
  if (bytes.length % element.size !== 0)
    throw new TidemarkError("input", `reading a binary ${datatype} tensor: ${bytes.length} bytes are not a multiple of ${element.size}`);
  return Array.from({ length: bytes.length / element.size }, (_, i) => element.read(bytes, i * element.size));
}

/** A whole number as a number, or as it is where a double would round it. */
export function wholeNumber(value: bigint): number | bigint {
  const number = Number(value);
  return BigInt(number) === value ? number : value;
}

function readStrings(bytes: Buffer): string[] {
  const strings: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = at + 4 <= bytes.length ? bytes.readUInt32LE(at) : Number.POSITIVE_INFINITY;
    if (at + 4 + length > bytes.length) throw new TidemarkError("input", `reading a binary BYTES tensor: it ends within string ${strings.length}`);
    strings.push(bytes.toString("utf8", at + 4, at + 4 + length));
    at += 4 + length;
  }
  return strings;
}

function float16(bits: number): number {
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  const size =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? fraction === 0
          ? Number.POSITIVE_INFINITY
          : Number.NaN
        : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return bits & 0x8000 ? -size : size;
}

function bfloat16(bits: number): number {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt16LE(bits, 2);
  return buffer.readFloatLE(0);
}
