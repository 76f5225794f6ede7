import { z } from "zod";
import { parseBy } from "../../../analyzers/report/parse-by.ts";
import { CONVENTION_NAMES } from "../../../analyzers/statistics/conventions/convention-names.ts";
import type { Command } from "../command.ts";
import { namesOption, READING_USAGE, readingOptions } from "../reading-options.ts";

const rate = z.coerce.number("expected a number").gt(0, "expected a share above 0").lt(1, "expected a share below 1");

/** What `tidemark report` is asked. */
export const reportOptions = z.strictObject({
  reference: z.string("expected a file, or store:MODEL@FROM/TO").min(1, "expected a file, or store:MODEL@FROM/TO"),
  current: z.string("expected a file, or store:MODEL@FROM/TO").min(1, "expected a file, or store:MODEL@FROM/TO"),
  method: z.string().min(1).default("auto"),
  columns: namesOption.optional(),
  exclude: namesOption.prefault(""),
  ...readingOptions,
  by: z
    .string()
    .refine((text) => parseBy(text) !== null, "expected day, week or a number of rows such as 5000rows")
    .optional(),
  bins: z.string().default("deciles"),
  convention: z.enum(CONVENTION_NAMES, `expected ${CONVENTION_NAMES.join(" or ")}`).optional(),
  "false-alarm-rate": rate.default(0.01),
  "min-effect": z.coerce.number("expected a number").min(0, "expected 0 or more").default(0),
  relations: z.boolean().default(false),
  multivariate: z.string().min(1).optional(),
  "event-time": z.string().min(1).optional(),
  predictions: namesOption.prefault(""),
  format: z.enum(["table", "json", "html", "markdown"], "expected table, json, html or markdown").default("table"),
  output: z.string().min(1).optional(),
  junit: z.string().min(1).optional(),
  annotations: z.boolean().default(false),
  "fail-on": z.enum(["drift", "material"], "expected drift or material").optional(),
  config: z.string().optional(),
});

export type ReportOptions = z.output<typeof reportOptions>;

/** Its help. */
export const reportUsage: Command["usage"] = {
  synopsis: "--reference A --current B [--method NAME|auto|all] [--format table|json|html|markdown]",
  options: [
    {
      name: "reference",
      value: "A",
      help: "what to compare with: a file, a folder of parts or a pattern, or captured rows as store:MODEL@FROM/TO",
    },
    { name: "current", value: "B", help: "what to compare, likewise" },
    {
      name: "method",
      value: "NAME",
      help: "of the distribution check: auto (default; Kolmogorov–Smirnov for numbers and times, chi-square for categories), a method's name, or all: auto, and every method besides at its own published threshold",
    },
    { name: "columns", value: "a,b", help: "these columns only (default: all that both have)" },
    { name: "exclude", value: "a,b", help: "leave these columns out" },
    ...READING_USAGE,
    {
      name: "by",
      value: "PIECE",
      help: "also the current data piece by piece: day, week (UTC, by --event-time or the only column of times) or 5000rows; all pieces together keep the false-alarm rate",
    },
    {
      name: "bins",
      value: "RULE",
      help: "of numbers, for the methods that bin: deciles (default; up to 20 distinct values are their own bins), sturges, doane, or a number of equal widths",
    },
    {
      name: "convention",
      value: "PACKAGE",
      help: "evidently or nannyml: statistics as that package computes them, to the digit; verdicts stay within the budget",
    },
    { name: "false-alarm-rate", value: "P", help: "chance that any of all checks of all columns calls unchanged data drifted (default 0.01)" },
    { name: "min-effect", value: "E", help: "smallest change that matters: reference standard deviations, or share of rows (default 0)" },
    { name: "relations", help: "also between columns: correlations, copies, feedback, duplicates, rows a day" },
    {
      name: "multivariate",
      value: "NAME",
      help: "also all columns together: domain-classifier, mmd, pca-reconstruction or all; with --relations or this the false-alarm rate is shared out equally",
    },
    { name: "event-time", value: "COLUMN", help: "with --relations or --by: the time of each row" },
    { name: "predictions", value: "a,b", help: "with --relations: columns that are predictions" },
    { name: "format", value: "FORMAT", help: "table (default), json, html (one self-contained page) or markdown" },
    { name: "output", value: "FILE", help: "write the report there instead of to stdout" },
    { name: "junit", value: "FILE", help: "also write the verdicts as JUnit XML" },
    { name: "annotations", help: "also print GitHub annotations, on stderr" },
    { name: "fail-on", value: "WHAT", help: "exit with 1 when a column drifted (drift), or drifted by --min-effect or more (material)" },
    { name: "config", value: "FILE", help: "for store: the configuration whose store holds the rows (default tidemark.yaml where there is one)" },
  ],
  examples: [
    "tidemark report --reference train.parquet --current today.parquet",
    "tidemark report --reference january.csv.gz --current june.csv.gz --format html --output drift.html",
    "tidemark report --reference january.csv.gz --current june.csv.gz --by day --event-time event_time",
    "tidemark report --reference train.csv --current pr.csv --fail-on material --min-effect 0.1 --annotations --junit drift.xml",
    "tidemark report --reference store:churn@2026-01-01/2026-02-01 --current store:churn@2026-03-01/2026-03-08 --format json",
  ],
};
