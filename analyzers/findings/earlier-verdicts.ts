import { z } from "zod";
import type { Finding } from "./finding.ts";

/** The first of them and the newest are kept. */
const MOST = 20;

const earlierVerdict = z.object({
  revision: z.number(),
  /** Epoch milliseconds of event time. */
  judgedTime: z.number(),
  verdict: z.string(),
  cause: z.string().nullable(),
  rows: z.number(),
  statistic: z.number().nullable(),
  summary: z.string(),
});

/** What a finding said before it was judged again, since rows or labels came, or were revised. */
export type EarlierVerdict = z.infer<typeof earlierVerdict>;

/** The next revision of a finding, which carries what those before it said (`inputs.earlier`): they give way to it in the store. */
export function asRevisionOf(finding: Finding, before: Finding): Finding {
  const [first, ...rest] = [...earlierVerdicts(before), earlierVerdict.parse(before)];
  const earlier = [...(first === undefined ? [] : [first]), ...rest.slice(1 - MOST)];
  return { ...finding, revision: before.revision + 1, inputs: { ...finding.inputs, earlier } };
}

/** What a finding said before, oldest first; none where it was judged once. */
export function earlierVerdicts({ inputs }: Pick<Finding, "inputs">): readonly EarlierVerdict[] {
  return z.array(earlierVerdict).safeParse(inputs["earlier"]).data ?? [];
}
