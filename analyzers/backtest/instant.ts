import { localDays } from "../windows/local-days.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const EPOCH = /^\d+$/;
/** Epoch numbers from here on are milliseconds, under it seconds. */
const LEAST_MILLISECONDS = 1e11;

/**
 * A moment as people write it: ISO 8601, or epoch seconds or milliseconds, to epoch milliseconds. A date alone is its beginning or its end in a zone (IANA name). Null when it is none.
 * ISO 8601 without an offset is UTC.
 */
export function instantOf(text: string, timeZone: string, edge: "start" | "end"): number | null {
  if (DATE.test(text)) return Number.isNaN(Date.parse(text)) ? null : (localDays(text, text, timeZone)[0]?.[edge] ?? null);
  if (EPOCH.test(text)) return Number(text) >= LEAST_MILLISECONDS ? Number(text) : Number(text) * 1000;
  const ms = Date.parse(/(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(ms) ? null : ms;
}
