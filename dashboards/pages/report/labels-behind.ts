import { z } from "zod";
import type { Finding } from "../../../analyzers/findings/finding.ts";

const segment = z.object({ segment: z.string(), rows: z.number(), labelled: z.number(), share: z.number().nullable(), neverLabelled: z.number().nullable() });
const evidenceOfLabels = z.object({
  assumedRows: z.number().default(0),
  maturity: z.object({ share: z.number().nullable().default(null), segments: z.array(segment).default([]) }).default({ share: null, segments: [] }),
});

/** What labels a decay finding stands on. */
export interface LabelsBehind {
  readonly labelled: number;
  /** Of them those of which nothing was said. */
  readonly assumed: number;
  /** Share of the labels that will ever come that should have been in when it was judged; null where that is not known. */
  readonly maturity: number | null;
  readonly segments: readonly z.infer<typeof segment>[];
}

export function labelsBehind(finding: Finding | undefined): LabelsBehind {
  const { assumedRows = 0, maturity = { share: null, segments: [] } } = evidenceOfLabels.safeParse(finding?.evidence).data ?? {};
  return { labelled: finding?.rows ?? 0, assumed: assumedRows, maturity: maturity.share, segments: maturity.segments };
}
