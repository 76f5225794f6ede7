import { TidemarkError } from "../../../errors.ts";
import type { BinRule } from "./bins.ts";

const MAX_BINS = 10_000;

/** Reads `--bins`: `deciles`, `sturges`, `doane`, or a whole number of equal widths, 2–10,000. @throws TidemarkError `input` for anything else. */
export function parseBinRule(text: string): BinRule {
  if (text === "deciles" || text === "sturges" || text === "doane") return text;
  const equalWidth = Number(text);
  if (text.trim() !== "" && Number.isInteger(equalWidth) && equalWidth >= 2 && equalWidth <= MAX_BINS) return { equalWidth };
  throw new TidemarkError("input", `reading --bins: "${text}" is no rule; right are deciles, sturges, doane or a whole number from 2 to ${MAX_BINS}`);
}
