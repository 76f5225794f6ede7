import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cityHash128 } from "../../../../../collector/clickhouse/engine/native/city-hash-128.ts";
import { type FrameMethod, fromFrames, toFrames, wantsFrames } from "../../../../../collector/clickhouse/engine/native/frames.ts";
import { inPieces, joined } from "../../../support/pieces.ts";

const METHODS: readonly FrameMethod[] = ["lz4", "zstd", "none"];
const LIMIT = 1024 * 1024;
const opened = (bytes: Uint8Array, cuts: readonly number[] = [], limit = LIMIT): Promise<Buffer> => joined(fromFrames(inPieces(bytes, cuts), limit));

describe.each(METHODS)("%s", (method) => {
  test("what was framed comes back, wherever it is cut", async () => {
    const data = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.tuple(fc.nat(200_000), fc.nat(255)).map(([length, value]) => new Uint8Array(length).fill(value)),
    );
    await fc.assert(
      fc.asyncProperty(data, fc.array(fc.nat(1000), { maxLength: 20 }), async (bytes, cuts) => {
        expect(await opened(toFrames(bytes, method), cuts)).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 30 },
    );
  });

  test("a bit that was turned anywhere is noticed", async () => {
    const framed = toFrames(Buffer.from("a result of some bytes, and some more of them"), method);
    for (let at = 0; at < framed.length; at++) {
      const damaged = Uint8Array.from(framed, (byte, index) => (index === at ? byte ^ 0x10 : byte));
      await expect(opened(damaged)).rejects.toMatchObject({ name: "EngineRefusal" });
    }
  });

  test("a frame that breaks off is no short one", async () => {
    const framed = toFrames(Buffer.from("whole"), method);
    for (let length = 1; length < framed.length; length++) await expect(opened(framed.subarray(0, length))).rejects.toMatchObject({ exception: { code: 271 } });
  });
});

test.each([
  ["over the limit: refused before it is unpacked", toFrames(new Uint8Array(60_000), "lz4"), 271],
  ["an unknown method", reseal(toFrames(Buffer.from("x"), "none"), 0x77), 432],
])("%s", async (_rule, framed, code) => {
  await expect(opened(framed, [], 50_000)).rejects.toMatchObject({ exception: { code } });
});

/** The frame with another method, its checksum made anew: that a frame of one byte names another method is then all that is wrong. */
function reseal(framed: Uint8Array, method: number): Uint8Array {
  const body = Uint8Array.from(framed.subarray(16), (byte, index) => (index === 0 ? method : byte));
  const sum = Buffer.alloc(16);
  const [low, high] = cityHash128(body);
  sum.writeBigUInt64LE(low, 0);
  sum.writeBigUInt64LE(high, 8);
  return Buffer.concat([sum, body]);
}

test.each([
  ["", undefined],
  ["compress=0", undefined],
  ["compress=1", "lz4"],
  ["compress=1&network_compression_method=ZSTD", "zstd"],
  ["compress=1&network_compression_method=LZ4HC", "lz4"],
  ["compress=1&network_compression_method=NONE", "none"],
])("?%s asks for %s", (search, method) => {
  expect(wantsFrames(new URLSearchParams(search))).toBe(method);
});
