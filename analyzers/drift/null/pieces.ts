import type { Baseline } from "../../baseline/baseline.ts";
import { WINDOW_MS, type WindowLength } from "../../windows/window.ts";

/** Fewest pieces from which a null is fitted; under it the two-sample p-value stands in. */
export const FEWEST_PIECES = 30;
/** A block with under this share of the median block's rows (the sliver of a day that the data end in) is no piece. */
const FULL_SHARE = 0.25;

/** Numbers of the blocks that make each piece of the baseline as long as a window: single days, or seven consecutive ones; for windows of an hour single hours, where the blocks are such (the same hours of weeks), and none where they are days. */
export function piecesOf(baseline: Baseline, length: WindowLength): readonly (readonly number[])[] {
  const sizes = baseline.blocks.map((block) => block.rows).sort((a, b) => a - b);
  const least = (sizes[Math.floor(sizes.length / 2)] ?? 0) * FULL_SHARE;
  const full = baseline.blocks.flatMap((block, number) => (block.rows >= least ? [number] : []));
  if (length === "1h" && baseline.blocks.some((block) => block.end - block.start > WINDOW_MS["1h"])) return [];
  const perPiece = length === "1w" ? 7 : 1;
  const pieces = Array.from({ length: Math.floor(full.length / perPiece) }, (_, piece) => full.slice(piece * perPiece, (piece + 1) * perPiece));
  return pieces.length >= FEWEST_PIECES ? pieces : [];
}
