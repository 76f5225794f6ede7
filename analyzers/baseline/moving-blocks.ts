import type { Window } from "../windows/window.ts";
import { WINDOW_MS, windowAt, type WindowLength, windowsBetween } from "../windows/window.ts";
import type { MovingBaseline } from "./baseline-config.ts";
import { isExcluded } from "../windows/local-days.ts";

/**
 * The blocks of time that a window is compared with, oldest first; never the window itself, nor anything after it.
 * - `trailing`: the whole local days that end at or before the window's start, so that the windows of one day share a baseline; the hours of these days for windows of an hour.
 * - `sameHours`: an hour's windows the same hour of the same weekday of each of the weeks before, a day's the same weekday; a week's all days of the weeks before. By local time, over
 *   changes of the clocks: an hour that a day lacks or has twice is taken by its distance from midnight.
 * Days that are excluded stay excluded; they are not made up for by older ones.
 */
export function movingBlocks(source: MovingBaseline, window: Window, length: WindowLength, timeZone: string): readonly Window[] {
  const blocks = source.kind === "trailing" ? trailingBlocks(window, source.days, length, timeZone) : sameHours(window, source.weeks, length, timeZone);
  return blocks.filter((block) => !isExcluded(block.start, source.exclude, timeZone));
}

function trailingBlocks(window: Window, days: number, length: WindowLength, timeZone: string): readonly Window[] {
  const blocks = daysBefore(window, days, timeZone);
  return length === "1h" ? blocks.flatMap((day) => windowsBetween(day.start, day.end, "1h", timeZone)) : blocks;
}

function daysBefore(window: Window, days: number, timeZone: string): readonly Window[] {
  const blocks: Window[] = [];
  for (let end = windowAt(window.start, "1d", timeZone).start; blocks.length < days;) {
    const day = windowAt(end - 1, "1d", timeZone);
    blocks.unshift(day);
    end = day.start;
  }
  return blocks;
}

function sameHours(window: Window, weeks: number, length: WindowLength, timeZone: string): readonly Window[] {
  if (length === "1w") return daysBefore(window, 7 * weeks, timeZone);
  const day = windowAt(window.start, "1d", timeZone);
  const middle = (day.start + day.end) / 2;
  return Array.from({ length: weeks }, (_, index) => {
    const same = windowAt(middle - (weeks - index) * WINDOW_MS["1w"], "1d", timeZone);
    if (length === "1d") return same;
    const start = same.start + (window.start - day.start);
    return { start, end: start + (window.end - window.start) };
  });
}
