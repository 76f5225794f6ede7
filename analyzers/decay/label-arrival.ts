import { assumedAfterMs } from "../../collector/events/label-config.ts";
import type { DecayWindow } from "./decay-window.ts";
import { assumedMaturity } from "./assumed-maturity.ts";
import { labelOutage, type LabelOutage } from "./label-outage.ts";
import { labelSelection, type LabelSelection } from "./label-selection.ts";
import { DELAY_EDGES, learnMaturity, type MaturityCurve, maturityOf } from "./maturity-curve.ts";
import { segmentMaturity, type SegmentMaturity } from "./segment-maturity.ts";

/** How the labels of a window are coming, held against what days before taught. */
export interface LabelArrival {
  /** Null where too little came before to learn it. */
  readonly curve: MaturityCurve | null;
  /** Share of the labels that will ever come that should be in by now, 0–1; null where it is not known. */
  readonly maturity: number | null;
  /** Null where it cannot be told. */
  readonly outage: LabelOutage | null;
  /** By segment, where one is declared. */
  readonly segments: readonly SegmentMaturity[];
  /** Null where labels do not come for some rows rather than others, or that is not known. */
  readonly selection: LabelSelection | null;
}

/** Part of a window's budget that whether labels stopped coming may spend. */
export const OUTAGE_PART = 1 / 10;

/** Learns from the days before the window how long labels take, and holds its own days against it. */
export function labelArrival({ cohorts, window, labelsUntil, alpha, monitored }: DecayWindow): LabelArrival {
  const after = assumedAfterMs(monitored.schema.labels);
  const [own, before] = [cohorts.filter((one) => one.window === window.start), cohorts.filter((one) => one.window !== window.start)];
  const curve = learnMaturity(before, labelsUntil);
  const segments = segmentMaturity(own, before, labelsUntil, after);
  if (curve === null)
    return { curve, maturity: after === null ? null : assumedMaturity(null, own, labelsUntil, after), outage: null, segments, selection: null };
  return {
    curve,
    maturity: after === null ? maturityOf(curve, own, labelsUntil) : assumedMaturity(curve, own, labelsUntil, after),
    outage: labelOutage(curve, before, own, labelsUntil, alpha * OUTAGE_PART),
    segments,
    // Where the rest is assumed, all rows have a label.
    selection: after === null ? labelSelection(curve, before, labelsUntil) : null,
  };
}

/** What a finding says of it: the maturity, the curve it follows from, and the share of rows that never get a label. */
export function maturityEvidence({ curve, maturity, selection, segments }: LabelArrival) {
  const bySegment = segments.length === 0 ? {} : { segments };
  if (curve === null) return { share: maturity, note: "too little came before the window to learn how long labels take", ...bySegment };
  const curvePoints = curve.shares.map((share, place) => ({ afterMs: DELAY_EDGES[place] ?? 0, share }));
  return { share: maturity, everLabelled: curve.ever, neverLabelled: 1 - curve.ever, learnedFromRows: curve.rows, curve: curvePoints, selection, ...bySegment };
}
