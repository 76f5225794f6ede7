import { parseWindowLength, type WindowLength } from "../performance/windows.ts";

/** Reads `day`, `week` or `5000rows`; null: it is none. */
export function parseBy(text: string): WindowLength | null {
  const length = parseWindowLength(text === "day" ? "1d" : text === "week" ? "1w" : text);
  return length === null || ("milliseconds" in length && text !== "day" && text !== "week") ? null : length;
}
