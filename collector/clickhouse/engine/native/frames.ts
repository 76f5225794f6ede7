import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { compressSync, uncompressSync } from "lz4-napi";
import { refuse } from "../engine-exception.ts";
import { cityHash128 } from "./city-hash-128.ts";

/** How a frame's bytes are packed. */
export type FrameMethod = "lz4" | "zstd" | "none";

const METHODS: Readonly<Record<FrameMethod, number>> = { none: 0x02, lz4: 0x82, zstd: 0x90 };
/** Bytes of a frame before it is packed: as many as LZ4 looks back. */
const FRAME_BYTES = 64 * 1024;
const CHECKSUM_BYTES = 16;
const HEAD_BYTES = 9;

/** Bytes as ClickHouse's compressed frames: a CityHash128 of the rest, the method, both sizes (the packed one with these nine bytes), the packed bytes. */
export function toFrames(bytes: Uint8Array, method: FrameMethod): Uint8Array {
  const count = Math.ceil(bytes.length / FRAME_BYTES);
  return Buffer.concat(Array.from({ length: count }, (_, index) => frame(bytes.subarray(index * FRAME_BYTES, (index + 1) * FRAME_BYTES), method)));
}

function frame(bytes: Uint8Array, method: FrameMethod): Uint8Array {
  const packed = pack(bytes, method);
  const whole = Buffer.alloc(CHECKSUM_BYTES + HEAD_BYTES + packed.length);
  whole.writeUInt8(METHODS[method], CHECKSUM_BYTES);
  whole.writeUInt32LE(HEAD_BYTES + packed.length, CHECKSUM_BYTES + 1);
  whole.writeUInt32LE(bytes.length, CHECKSUM_BYTES + 5);
  whole.set(packed, CHECKSUM_BYTES + HEAD_BYTES);
  const [low, high] = cityHash128(whole.subarray(CHECKSUM_BYTES));
  whole.writeBigUInt64LE(low, 0);
  whole.writeBigUInt64LE(high, 8);
  return whole;
}

function pack(bytes: Uint8Array, method: FrameMethod): Uint8Array {
  if (method === "none") return bytes;
  // The library puts the size before the block.
  return method === "zstd" ? zstdCompressSync(bytes) : compressSync(Buffer.from(bytes)).subarray(4);
}

/**
 * What frames hold, one after the other. @param maxBytes that a frame may unpack to.
 * @throws EngineRefusal 40 for a checksum that does not fit, 432 for an unknown method, 271 for a frame that is too long, broken or breaks off.
 */
export async function* fromFrames(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  let wanted = CHECKSUM_BYTES + HEAD_BYTES;
  for await (const chunk of chunks) {
    held.push(chunk);
    size += chunk.length;
    if (size < wanted) continue;
    let rest = Buffer.concat(held);
    for (wanted = frameSize(rest, maxBytes); rest.length >= wanted; wanted = frameSize(rest, maxBytes)) {
      yield unpack(rest.subarray(0, wanted));
      rest = rest.subarray(wanted);
    }
    held = [rest];
    size = rest.length;
  }
  if (size > 0) refuse(271, `Cannot decompress: the last frame breaks off after ${size} bytes`);
}

/** Of the frame that begins here; of its head, until that is whole. */
function frameSize(bytes: Buffer, maxBytes: number): number {
  if (bytes.length < CHECKSUM_BYTES + HEAD_BYTES) return CHECKSUM_BYTES + HEAD_BYTES;
  const [packed, unpacked] = [bytes.readUInt32LE(CHECKSUM_BYTES + 1), bytes.readUInt32LE(CHECKSUM_BYTES + 5)];
  // What cannot be packed grows by a little.
  if (packed < HEAD_BYTES || packed > maxBytes * 1.01 + FRAME_BYTES || unpacked > maxBytes)
    refuse(271, `Cannot decompress: a frame of ${packed} bytes that unpacks to ${unpacked}, where ${maxBytes} is the most`);
  return CHECKSUM_BYTES + packed;
}

function unpack(bytes: Buffer): Uint8Array {
  const [low, high] = cityHash128(bytes.subarray(CHECKSUM_BYTES));
  if (bytes.readBigUInt64LE(0) !== low || bytes.readBigUInt64LE(8) !== high) refuse(40, "Checksum doesn't match: the frame was damaged on its way");
  const method = bytes.readUInt8(CHECKSUM_BYTES);
  const packed = bytes.subarray(CHECKSUM_BYTES + HEAD_BYTES);
  const size = bytes.subarray(CHECKSUM_BYTES + 5, CHECKSUM_BYTES + HEAD_BYTES);
  const unpacked = unpackedBy(method, packed, size);
  if (unpacked.length !== size.readUInt32LE()) refuse(271, `Cannot decompress: ${unpacked.length} bytes where the frame says ${size.readUInt32LE()}`);
  return unpacked;
}

function unpackedBy(method: number, packed: Buffer, size: Buffer): Uint8Array {
  if (method === METHODS.none) return packed;
  if (method !== METHODS.lz4 && method !== METHODS.zstd)
    return refuse(432, `Unknown codec family code: ${method}; LZ4 (130), ZSTD (144) and none (2) are known`);
  try {
    return method === METHODS.lz4 ? uncompressSync(Buffer.concat([size, packed])) : zstdDecompressSync(packed, { maxOutputLength: size.readUInt32LE() });
  } catch {
    return refuse(271, "Cannot decompress: the frame's bytes are not what its method makes");
  }
}

/** How a client wants its answer framed: `compress=1`, and ClickHouse's setting `network_compression_method`, LZ4 where it names none of these. */
export function wantsFrames(url: URLSearchParams): FrameMethod | undefined {
  if (url.get("compress") !== "1") return undefined;
  const asked = url.get("network_compression_method")?.toLowerCase();
  return asked === "zstd" || asked === "none" ? asked : "lz4";
}
