import { type Window, windowAt, type WindowLength } from "../windows/window.ts";

/** Lengths of a baseline's blocks. */
export type BlockLength = Extract<WindowLength, "1h" | "1d">;

/** Blocks for windows of this length: hours are compared with hours, days and weeks with days. */
export function blockLength(window: WindowLength = "1d"): BlockLength {
  return window === "1h" ? "1h" : "1d";
}

/** The local days that blocks lie in, each once, in their order. */
export function daysOf(blocks: readonly Window[], timeZone: string): readonly Window[] {
  const days: Window[] = [];
  for (const block of blocks) if (block.start >= (days.at(-1)?.end ?? -Infinity)) days.push(windowAt(block.start, "1d", timeZone));
  return days;
}
