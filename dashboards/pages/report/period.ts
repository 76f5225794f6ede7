import { TidemarkError } from "../../../errors.ts";

const DAY_MS = 86_400_000;

/** Periods that end with the newest event, by their name in the address, milliseconds. */
export const LASTS = { "24h": DAY_MS, "7d": 7 * DAY_MS, "30d": 30 * DAY_MS } as const;

/** The time that a page is asked of; left out: all of it. Epoch milliseconds. */
export interface AskedPeriod {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** A length that ends with the newest event, or all since the last deployment; `from` and `to` go before it. */
  readonly last?: keyof typeof LASTS | "deployment" | undefined;
}

/** Reads `?period=`, `?from=` and `?to=`. @throws TidemarkError `input` for what is no time, and for a period that ends before it begins. */
export function readPeriod(query: (name: string) => string | undefined): AskedPeriod {
  const [from, to] = [instant(query("from"), "from"), instant(query("to"), "to")];
  if (from !== undefined && to !== undefined && from >= to)
    throw new TidemarkError(
      "input",
      `reading the period: it begins ${new Date(from).toISOString()} and ends ${new Date(to).toISOString()}, which is not after it; from before to is right`,
    );
  return { from, to, last: named(query("period")) };
}

function named(text: string | undefined): AskedPeriod["last"] {
  if (text === undefined || text === "" || text === "all") return undefined;
  if (text in LASTS || text === "deployment") return text as AskedPeriod["last"];
  throw new TidemarkError("input", `reading ?period=${text.slice(0, 20)}: there is no such period; 24h, 7d, 30d, deployment or all is right`);
}

function instant(text: string | undefined, name: string): number | undefined {
  if (text === undefined || text === "") return undefined;
  const ms = /^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text);
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15)
    throw new TidemarkError("input", `reading ?${name}=${text.slice(0, 40)}: not a time; ISO 8601 or epoch milliseconds is right`);
  return ms;
}
