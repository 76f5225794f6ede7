import { isBad } from "../../analyzers/findings/episodes.ts";
import type { Finding } from "../../analyzers/findings/finding.ts";
import { strengthOf } from "../words/strength.ts";
import type { TimeAxis } from "./time-axis.ts";

/** A piece of a time axis and the verdict in it that says most; null where none was made. Times are epoch milliseconds. */
export interface Slot {
  readonly from: number;
  readonly to: number;
  readonly finding: Finding | null;
}

/** An axis in at most `most` equal pieces, no more than there are windows, each with the worst of its windows: what counts before what does not, then what is furthest beyond its threshold. @param history oldest first */
export function slotsOf(history: readonly Finding[], axis: TimeAxis, most: number): readonly Slot[] {
  const [first] = history;
  if (first === undefined) return [];
  const length = first.windowEnd - first.windowStart;
  const pieces = Math.max(1, Math.min(most, Math.ceil((axis.to - axis.from) / length)));
  const step = (axis.to - axis.from) / pieces;
  const found: (Finding | null)[] = Array.from({ length: pieces }, () => null);
  for (const finding of history) {
    const from = Math.max(0, Math.round((finding.windowStart - axis.from) / step));
    const to = Math.max(from + 1, Math.round((finding.windowEnd - axis.from) / step));
    for (let place = from; place < Math.min(to, pieces); place += 1) found[place] = worse(found[place] ?? null, finding);
  }
  return found.map((finding, place) => ({ from: axis.from + place * step, to: axis.from + (place + 1) * step, finding }));
}

function worse(known: Finding | null, other: Finding): Finding {
  return known === null || weight(other) > weight(known) ? other : known;
}

function weight(finding: Finding): number {
  return (isBad(finding) ? 1e9 : 0) + (finding.verdict === "noData" ? -1 : (strengthOf(finding)?.ratio ?? 0));
}
