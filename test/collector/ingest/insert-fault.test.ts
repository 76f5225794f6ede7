import { describe, expect, test } from "vitest";
import { insertFaultOf } from "../../../collector/clickhouse/clickhouse-errors.ts";
import { TidemarkError } from "../../../errors.ts";
import { clickhouseFailure } from "./support/faulty-store.ts";

const CODES: readonly (readonly [fault: ReturnType<typeof insertFaultOf>, codes: readonly [code: string, name: string][]])[] = [
  [
    "row",
    [
      ["26", "CANNOT_PARSE_QUOTED_STRING"],
      ["27", "CANNOT_PARSE_INPUT_ASSERTION_FAILED"],
      ["38", "CANNOT_PARSE_DATE"],
      ["41", "CANNOT_PARSE_DATETIME"],
      ["53", "TYPE_MISMATCH"],
      ["70", "CANNOT_CONVERT_TYPE"],
      ["72", "CANNOT_PARSE_NUMBER"],
      ["117", "INCORRECT_DATA"],
    ],
  ],
  [
    "store",
    [
      ["60", "UNKNOWN_TABLE"],
      ["81", "UNKNOWN_DATABASE"],
      ["164", "READONLY"],
      ["202", "TOO_MANY_SIMULTANEOUS_QUERIES"],
      ["209", "SOCKET_TIMEOUT"],
      ["210", "NETWORK_ERROR"],
      ["242", "TABLE_IS_READ_ONLY"],
      ["243", "NOT_ENOUGH_SPACE"],
      ["252", "TOO_MANY_PARTS"],
      ["516", "AUTHENTICATION_FAILED"],
      ["999", "KEEPER_EXCEPTION"],
    ],
  ],
  [
    "doubtful",
    [
      ["49", "LOGICAL_ERROR"],
      ["159", "TIMEOUT_EXCEEDED"],
      ["241", "MEMORY_LIMIT_EXCEEDED"],
      ["173", "CANNOT_ALLOCATE_MEMORY"],
      ["4242", "whatever comes"],
    ],
  ],
];

describe.each(CODES)("whose fault a failed insert is: the %s's", (fault, codes) => {
  test.each(codes)("code %s, %s", (code) => {
    expect(insertFaultOf(clickhouseFailure(code))).toBe(fault);
  });
});

test("rows of too many months are the batch's, though they share a code with a table of too many parts", () => {
  expect(insertFaultOf(clickhouseFailure("252", "Too many partitions for single INSERT block (more than 100)."))).toBe("batch");
});

test("no answer is the store's", () => {
  expect(insertFaultOf(new TidemarkError("unavailable", "connection refused"))).toBe("store");
  expect(insertFaultOf(new Error("whatever"))).toBe("store");
});
