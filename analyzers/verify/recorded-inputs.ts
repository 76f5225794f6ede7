import { z } from "zod";
import { modelSchema } from "../../collector/events/model-schema.ts";
import { monitorConfig } from "../monitoring/monitor-config.ts";
import type { Finding } from "../findings/finding.ts";

const recordedInputs = z.looseObject({
  codeVersion: z.string(),
  /** Name of the rule by which it was judged; none: the analyzer's first. */
  rule: z.string().optional(),
  baseline: z.object({ id: z.string(), name: z.string() }),
  timeZone: z.string(),
  falseAlarmsPerMonth: z.number(),
  minCoverage: z.number(),
  parameters: z.record(z.string(), z.unknown()),
  /** Decay: observed until when labels counted, epoch milliseconds. */
  labelsUntil: z.number().optional(),
  /** Decay: what was declared of the model. */
  schema: modelSchema.pick({ task: true, positive: true, classes: true, score: true, prediction: true, trainedOn: true, labels: true }).optional(),
  /** Days with a name of their own. */
  calendar: monitorConfig.shape.calendar,
  /** Why the baseline said too little. */
  shortfall: z.string().optional(),
});

/** What `recordInputs` wrote down of a finding. */
export type RecordedInputs = z.output<typeof recordedInputs>;

/** Null when a finding does not carry what it takes to judge it again, as those of an older version. */
export function readInputs({ inputs }: Finding): RecordedInputs | null {
  return recordedInputs.safeParse(inputs).data ?? null;
}
