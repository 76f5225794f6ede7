import { describe, expect, test } from "vitest";
import { readTensorBytes } from "../../../serving/wire/tensor-bytes.ts";

describe("binary tensors", () => {
  test.each([
    ["FP16", "003c00c00100", [1, -2, 2 ** -24]],
    ["BF16", "803f20c0", [1, -2.5]],
    ["INT64", "feffffffffffffff", [-2]],
    ["UINT8", "00ff", [0, 255]],
    ["BOOL", "0001", [false, true]],
    ["BYTES", "03000000c3a978000000000100000041", ["éx", "", "A"]],
  ])("%s %s", (datatype, hex, expected) => {
    expect(readTensorBytes(Buffer.from(hex, "hex"), datatype)).toEqual(expected);
  });

  test.each([
    ["FP32", "000000", "not a multiple of 4"],
    ["BYTES", "05000000", "it ends within string 0"],
    ["FP99", "00", 'unknown datatype "FP99"'],
  ])("%s %s is refused: %s", (datatype, hex, message) => {
    expect(() => readTensorBytes(Buffer.from(hex, "hex"), datatype)).toThrow(message);
  });
});
