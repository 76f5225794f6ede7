import { windowsBetween } from "../../analyzers/windows/window.ts";
import type { ZonedTime } from "../words/zoned-time.ts";
import { WIDTH } from "./svg.ts";

export interface Tick {
  readonly x: number;
  readonly label: string;
  /** Left out on narrow screens. */
  readonly minor: boolean;
}

/** One axis for all charts of a page. */
export interface TimeAxis {
  readonly from: number;
  readonly to: number;
  /** Place in 0…WIDTH, clamped. */
  x(ms: number): number;
  readonly ticks: readonly Tick[];
}

const DAY_MS = 86_400_000;

/** Ticks at months, Mondays, days or hours of the zone, whichever gives about a dozen. Epoch milliseconds. */
export function timeAxis(from: number, to: number, time: ZonedTime): TimeAxis {
  const span = Math.max(1, to - from);
  const x = (ms: number): number => (Math.min(Math.max((ms - from) / span, 0), 1) || 0) * WIDTH;
  // A name that begins at the right edge would end beyond it.
  const inside = tickTimes(from, to, time).filter(({ ms }) => x(ms) < 0.975 * WIDTH);
  const ticks = inside.map(({ ms, label }, index) => ({ x: x(ms), label, minor: index % 2 === 1 }));
  return { from, to, x, ticks: span > 60 * DAY_MS && ticks.length <= 7 ? ticks.map((tick) => ({ ...tick, minor: false })) : ticks };
}

function tickTimes(from: number, to: number, time: ZonedTime): { ms: number; label: string }[] {
  const days = (to - from) / DAY_MS;
  const starts = (length: "1h" | "1d" | "1w"): number[] =>
    windowsBetween(from, to + 8 * DAY_MS, length, time.timeZone).flatMap(({ start }) => (start >= from && start < to ? [start] : []));
  if (days > 62) {
    const months = starts("1d").filter((ms, index, all) => time.month(ms) !== time.month(all[index - 1] ?? from - 1));
    const every = Math.ceil(months.length / 12);
    return months.filter((_, index) => index % every === 0).map((ms) => ({ ms, label: time.month(ms) }));
  }
  const chosen = days > 14 ? starts("1w") : days > 2 ? starts("1d") : starts("1h").filter((_, index) => index % Math.max(1, Math.ceil((days * 24) / 12)) === 0);
  return chosen.map((ms) => ({ ms, label: days > 2 ? shortDay(time.day(ms)) : (time.minute(ms).split(" ").at(-1) ?? "") }));
}

const shortDay = (day: string): string => day.replace(/ (\w{3})\w*/, " $1");
