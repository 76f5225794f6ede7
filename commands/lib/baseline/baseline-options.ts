import { z } from "zod";
import type { Exclusion } from "../../../analyzers/windows/local-days.ts";
import { readingOptions } from "../reading-options.ts";

const date = z.iso.date({ error: "expected a day such as 2026-01-31" });

/** Days left out, `A/B` or `A`, and columns by their names; several with commas between. */
const exclusions = z.string().transform((text, context): { readonly days: readonly Exclusion[]; readonly columns: readonly string[] } => {
  const spans = text.split(",").map((span) => span.trim());
  const days = spans.filter((span) => /^\d{4}-\d|\//.test(span));
  return {
    columns: spans.filter((span) => span !== "" && !days.includes(span)),
    days: days.map((span) => {
      const [from = "", to = from, ...more] = span.split("/");
      if (more.length > 0 || !date.safeParse(from).success || !date.safeParse(to).success || to < from)
        context.addIssue({ code: "custom", message: `expected days such as 2026-12-24/2026-12-26 or 2026-01-01, got "${span}"` });
      return { from, to, why: "" };
    }),
  };
});

/** Options of `tidemark baseline`, whatever is asked of it. */
export const baselineOptions = z.strictObject({
  config: z.string().optional(),
  model: z.string().min(1).optional(),
  name: z.string().min(1).optional(),
  file: z.string().min(1).optional(),
  label: z.string().min(1).optional(),
  time: z.string().min(1).optional(),
  ...readingOptions,
  from: date.optional(),
  to: date.optional(),
  exclude: exclusions.default({ days: [], columns: [] }),
  "time-zone": z.string().optional(),
  by: z.string().min(1).max(256).optional(),
  all: z.boolean().default(false),
  release: z.boolean().default(false),
  format: z.enum(["table", "json"], "expected table or json").default("table"),
});

export type BaselineOptions = z.infer<typeof baselineOptions>;
