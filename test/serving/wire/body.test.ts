import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { decompress } from "../../../serving/wire/body.ts";

test.each([
  ["gzip", gzipSync],
  ["deflate", deflateSync],
  ["deflate", deflateRawSync],
  ["zstd", zstdCompressSync],
])("a body sent as %s", (encoding, compress) => {
  expect(String(decompress(compress(Buffer.from("body")), encoding, 4))).toBe("body");
});

test("a body that is not what its encoding says is refused", () => {
  expect(() => decompress(Buffer.from("body"), "gzip", 4)).toThrow('reading a body sent as "gzip"');
});

test("a body that grows beyond the limit is refused, not unpacked", () => {
  expect(() => decompress(gzipSync(Buffer.alloc(1 << 20)), "gzip", 1 << 10)).toThrow('reading a body sent as "gzip"');
});
