import { ClickHouseError } from "@clickhouse/client";
import { type ErrorCode, messageOf, TidemarkError } from "../../errors.ts";

/** Codes by which ClickHouse says that a row cannot be read as the table's columns. */
const BAD_ROW = new Set([6, 25, 26, 27, 38, 41, 53, 69, 70, 72, 108, 117, 131, 321, 349, 376, 441, 467, 469, 675, 676]);
const TIMED_OUT = new Set([159, 160, 209]);
/** Too busy, out of memory or disk, read-only for now, going down. */
const UNAVAILABLE = new Set([3, 74, 75, 76, 202, 203, 210, 225, 236, 241, 242, 243, 252, 279, 286, 319, 394, 439, 473, 519, 745, 999, 1000]);
const CREDENTIALS = new Set([192, 193, 194, 291, 497, 516]);
const MISSING = new Set([60, 81]);

/** ClickHouse's code number of an error that a Store threw (its cause), or undefined when ClickHouse never answered. */
export function clickhouseCodeOf(thrown: unknown): number | undefined {
  const error = thrown instanceof TidemarkError ? thrown.cause : thrown;
  return error instanceof ClickHouseError ? Number(error.code) : undefined;
}

/**
 * What the client threw as a TidemarkError, the original as `cause`: `input` for a row or query that can never work, `timeout` and `unavailable` for what may pass, `config` for credentials, `conflict` for a table
 * or database that is not there (run migrate).
 * @param doing what was being done, for people.
 */
export function toTidemarkError(doing: string, kind: "insert" | "query", thrown: unknown): TidemarkError {
  if (thrown instanceof TidemarkError) return thrown;
  return new TidemarkError(errorCodeOf(kind, thrown), `${doing}: ${messageOf(thrown)}`, { cause: thrown });
}

function errorCodeOf(kind: "insert" | "query", thrown: unknown): ErrorCode {
  const code = clickhouseCodeOf(thrown);
  if (code === undefined) return /timeout/i.test(messageOf(thrown)) ? "timeout" : "unavailable";
  if (TIMED_OUT.has(code)) return "timeout";
  if (UNAVAILABLE.has(code)) return "unavailable";
  if (CREDENTIALS.has(code)) return "config";
  if (MISSING.has(code)) return "conflict";
  if (kind === "insert") return BAD_ROW.has(code) ? "input" : "internal";
  return "input";
}
