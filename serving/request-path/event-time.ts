import { headerOf } from "../wire/headers.ts";

/** Event time that a client states, epoch milliseconds: `tidemark-event-time` (ISO 8601 or epoch milliseconds), else `ce-time`; undefined when neither is there and readable. */
export function statedEventTime(headers: readonly string[]): number | undefined {
  for (const name of ["tidemark-event-time", "ce-time"]) {
    const text = headerOf(headers, name);
    const time = text === undefined ? Number.NaN : /^-?\d+$/.test(text) ? Number(text) : Date.parse(text);
    if (Number.isFinite(time)) return time;
  }
  return undefined;
}
