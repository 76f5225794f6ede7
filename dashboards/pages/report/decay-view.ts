import { z } from "zod";
import { isBad } from "../../../analyzers/findings/episodes.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";

const interval = z.object({ value: z.number(), low: z.number(), high: z.number() });
type Interval = z.infer<typeof interval>;

/** One window of one metric: what the labels say, and what was to be expected (the model's own probabilities, or the baseline). */
export interface MetricPoint {
  readonly start: number;
  readonly end: number;
  readonly observed: Interval | null;
  readonly expected: Interval | null;
  readonly bad: boolean;
}

/** A metric over its windows, oldest first. */
export interface MetricView {
  readonly metric: string;
  readonly points: readonly MetricPoint[];
  readonly windows: readonly Finding[];
  readonly worst: Finding | null;
  readonly last: Finding;
}

/** The metrics of the decay analyzer, the ones that went bad first, those that have values before those that have not. */
export function decayView(findings: readonly Finding[]): MetricView[] {
  const bySubject = Map.groupBy(
    findings.filter((finding) => finding.analyzer === "decay"),
    (finding) => finding.subject,
  );
  const metrics = [...bySubject].map(([metric, group]): MetricView => {
    const windows = group.toSorted((a, b) => a.windowStart - b.windowStart);
    const bad = windows.filter(isBad).toSorted((a, b) => Math.abs(b.effect?.value ?? 0) - Math.abs(a.effect?.value ?? 0));
    return { metric, points: windows.map(pointOf), windows, worst: bad[0] ?? null, last: windows.at(-1) as Finding };
  });
  const rank = (view: MetricView): number => (view.worst === null ? 0 : 2) + (hasValues(view) ? 1 : 0);
  return metrics.toSorted((a, b) => rank(b) - rank(a));
}

/** Whether any of its windows says what was observed. */
export function hasValues({ points }: Pick<MetricView, "points">): boolean {
  return points.some((point) => point.observed !== null);
}

function pointOf(finding: Finding): MetricPoint {
  const { windowStart: start, windowEnd: end, evidence, effect } = finding;
  const expected = intervalOf(evidence["predicted"] ?? evidence["expected"] ?? evidence["reference"]);
  const observed = intervalOf(evidence["observed"] ?? evidence["realised"]);
  const bare = observed !== null && observed.low === observed.high && expected !== null && effect?.unit === "share";
  return {
    start,
    end,
    expected,
    observed: bare ? { value: observed.value, low: expected.value + effect.low, high: expected.value + effect.high } : observed,
    bad: isBad(finding),
  };
}

/** A bare number is an interval without width. */
function intervalOf(value: unknown): Interval | null {
  if (typeof value === "number" && Number.isFinite(value)) return { value, low: value, high: value };
  const parsed = interval.safeParse(value);
  return parsed.success ? parsed.data : null;
}
