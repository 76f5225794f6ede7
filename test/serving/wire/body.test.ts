import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { decompress } from "../../../serving/wire/body.ts";

test.each([
  ["gzip", gzipSync],
  ["deflate", deflateSync],
  ["deflate", deflateRawSync],
  ["zstd", zstdCompressSync],
])("a body sent as %s", (encoding, compress) => {
  expect(String(decompress(compress(Buffer.from("body")), encoding))).toBe("body");
});

test("a body that is not what its encoding says is refused", () => {
  expect(() => decompress(Buffer.from("body"), "gzip")).toThrow('reading a body sent as "gzip"');
});
