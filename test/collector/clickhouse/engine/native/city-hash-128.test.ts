import { expect, test } from "vitest";
import { cityHash128 } from "../../../../../collector/clickhouse/engine/native/city-hash-128.ts";

/** Each length of input that takes another way through the function, of bytes `(7 i² + 13 i + 5) >> 1`; values of `city.CH128` of github.com/go-faster/city 1.0.1, which clickhouse-go checks frames with. */
test.each([
  [0, "3df09dfc64c09a2b", "3cb540c392e51e29"],
  [1, "910546f7921d0a08", "a56d00c83f8b9456"],
  [3, "9a3ba0e6f90e4e96", "31e6f955a441d7f1"],
  [4, "d46791431e62d4fb", "b7ff087f0ef9d33a"],
  [7, "dbac42fb73c15225", "8390b81936640aef"],
  [8, "221225f3792c7866", "32cbcfe2ef115b5c"],
  [9, "7104ef2c25d3ed13", "7a49e9da27f7bfb4"],
  [15, "5b0cf088b1163fe0", "17510167c84616d0"],
  [16, "508619443294772b", "5b4ceb7dcb01955d"],
  [17, "a8aadf83db0b08c4", "dd124a517e93d107"],
  [24, "9bc21a77b082a810", "8ac4a5f1098fc11c"],
  [31, "e590d00ec50c78e1", "5e5dd04021eaa2d3"],
  [32, "c7a8368d89bc7f0a", "ea6154654e88b2db"],
  [33, "8a925afc7d0b8ba7", "5845ff7a203fe410"],
  [40, "71a96d43af0809ae", "8bbfbaefd75d55f6"],
  [63, "bcb365126a381e04", "9b408fc396dc2916"],
  [64, "8375c040420fbd48", "ab0705218804d9bc"],
  [100, "979d6e336b0e83ce", "109d845285838b1d"],
  [127, "3afb59359ff29aaa", "c10a975e7e2c294a"],
  [128, "ca4edd7b90dd8b88", "fde280026baa8cfd"],
  [143, "b89c10dbd2fbfebb", "c5338ee027571a2c"],
  [144, "633091bbe0aea5ef", "14262dd766148b8c"],
  [145, "db2b56b0efefeac6", "3cf623977eb370af"],
  [160, "b5e3911b01d9eeef", "b4c47d09eb230e3b"],
  [175, "a284677a9a46e46b", "12984b3affd27ae0"],
  [200, "1a48caaf9b8ddabe", "ea38c421240c2243"],
  [271, "dc69319d2b55f98c", "11260cd8d894f213"],
  [272, "d2544675c6379fe6", "ce1a65af3183bef5"],
  [300, "3fcae33b30a6a5b7", "a72cd81298b779d2"],
  [1000, "41a4dded9df89d40", "c3093f80d0950c54"],
  [4096, "2402ef17c5c1d870", "3dfb90a8851a958e"],
  [65536, "d3eb02485106fcab", "c1c93e43eb361b19"],
])("%i bytes", (length, low, high) => {
  const bytes = Uint8Array.from({ length }, (_, index) => (index * index * 7 + index * 13 + 5) >> 1);
  expect(cityHash128(bytes).map((word) => word.toString(16).padStart(16, "0"))).toEqual([low, high]);
});

test("bytes in the middle of a buffer", () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index);
  expect(cityHash128(bytes.subarray(3, 503))).toEqual(cityHash128(Uint8Array.from(bytes.subarray(3, 503))));
});
