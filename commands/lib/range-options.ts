import { z } from "zod";
import { instantOf } from "../../analyzers/backtest/instant.ts";
import type { CommandOption } from "./command.ts";

/** Options that say which time a command is about. */
export const RANGE_OPTIONS: readonly CommandOption[] = [
  {
    name: "from",
    value: "TIME",
    help: "windows from here on: ISO 8601, epoch seconds or milliseconds, or a day in the model's time zone (default: the first request)",
  },
  { name: "to", value: "TIME", help: "windows up to here, a day counts to its end (default: as far as there are data)" },
];

export const momentOption = z.string().refine((text) => instantOf(text, "UTC", "start") !== null, {
  error: "expected a day such as 2026-01-31, a time such as 2026-01-31T08:00:00Z, or epoch seconds or milliseconds",
});

/** The range that two options mean in a zone, epoch milliseconds. */
export function rangeIn(timeZone: string, from: string | undefined, to: string | undefined): { readonly from?: number; readonly to?: number } {
  const [start, end] = [from === undefined ? null : instantOf(from, timeZone, "start"), to === undefined ? null : instantOf(to, timeZone, "end")];
  return { ...(start === null ? {} : { from: start }), ...(end === null ? {} : { to: end }) };
}
