import { ClickHouseError } from "@clickhouse/client";
import { type ErrorCode, messageOf, TidemarkError } from "../../errors.ts";

/** Codes by which ClickHouse says that a row cannot be read as the table's columns. */
const BAD_ROW = new Set([6, 25, 26, 27, 38, 41, 53, 69, 70, 72, 108, 117, 131, 321, 349, 376, 441, 467, 469, 675, 676]);
const TIMED_OUT = new Set([159, 160, 209]);
/** Too busy, out of memory or disk, read-only for now, going down. */
const UNAVAILABLE = new Set([3, 74, 75, 76, 202, 203, 210, 225, 236, 241, 242, 243, 252, 279, 286, 319, 394, 439, 473, 519, 745, 999, 1000]);
/** Of these, what a smaller batch may do without. */
const TOO_LARGE = new Set([241]);
const CREDENTIALS = new Set([192, 193, 194, 291, 497, 516]);
const MISSING = new Set([60, 81]);
/** The server's own sockets, or a user that may only read. */
const NOT_FOR_US = new Set([164, 209]);

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
  return new TidemarkError(
    errorCodeOf(kind, thrown),
    `${doing}: ${messageOf(thrown) || "an error was answered without a word, as a proxy or a full head of a request does"}`,
    { cause: thrown },
  );
}

/**
 * Whose fault a failed insert is. `row`: a row can't be read as the table's columns. `batch`: its rows can't go in together (more than a hundred months). `store`: it is away, busy, full, closed to us or not migrated.
 * `doubtful`: out of memory, too slow, or nothing that is known here: a smaller piece may go in where this does not.
 */
export function insertFaultOf(thrown: unknown): "row" | "batch" | "store" | "doubtful" {
  const code = clickhouseCodeOf(thrown);
  if (code === undefined) return "store";
  if (BAD_ROW.has(code)) return "row";
  if (isTooManyMonths(code, thrown)) return "batch";
  if (TOO_LARGE.has(code)) return "doubtful";
  return [UNAVAILABLE, CREDENTIALS, MISSING, NOT_FOR_US].some((codes) => codes.has(code)) ? "store" : "doubtful";
}

/** Code 252 is said of a table with too many parts, which passes, and of one block with too many partitions, which does not. */
function isTooManyMonths(code: number, thrown: unknown): boolean {
  return code === 252 && /Too many partitions for single INSERT block/i.test(messageOf(thrown));
}

function errorCodeOf(kind: "insert" | "query", thrown: unknown): ErrorCode {
  const code = clickhouseCodeOf(thrown);
  if (code === undefined) return /timeout/i.test(messageOf(thrown)) ? "timeout" : "unavailable";
  if (TIMED_OUT.has(code)) return "timeout";
  if (kind === "insert" && isTooManyMonths(code, thrown)) return "input";
  if (UNAVAILABLE.has(code)) return "unavailable";
  if (CREDENTIALS.has(code)) return "config";
  if (MISSING.has(code)) return "conflict";
  if (kind === "insert") return BAD_ROW.has(code) ? "input" : "internal";
  return "input";
}
