import { z } from "zod";

const share = z.number().min(0).max(1);

/** What holds of one column. A rule that is not there is not held. */
const columnSchema = z
  .strictObject({
    name: z.string().min(1),
    /** What every value must read as. */
    type: z.enum(["number", "text", "boolean", "time"]),
    /** Least share of the rows that must have a value (TFDV: `presence.min_fraction`); default 0: optional, the column may be away. */
    present: share.default(0),
    /** Numbers are whole. */
    whole: z.boolean().default(false),
    min: z.number().optional(),
    max: z.number().optional(),
    /** Numbers: share of the rows with a value that may be infinite; default 0: none. */
    infinite: share.default(0),
    /** Text: the values that there may be (TFDV: `string_domain`). */
    values: z.array(z.string()).min(1).optional(),
    /** Text: letters that a value may have. */
    length: z.strictObject({ min: z.int().min(0), max: z.int().min(0) }).optional(),
    /** Each value is there once only. */
    unique: z.boolean().default(false),
    /** Share of the rows with a value that may break `whole`, `min`, `max`, `values` and `length` each (TFDV: 1 − `min_domain_mass`); 0, the default: none may. */
    tolerance: share.default(0),
  })
  .refine(({ min, max }) => min === undefined || max === undefined || min <= max, { path: ["max"], message: "expected a number that is not under min" });

/** A schema of a data set: what `tidemark check --learn` writes, people edit and `--schema` holds data to. */
export const dataSchema = z
  .strictObject({
    version: z.literal(1),
    learnedFrom: z.strictObject({ name: z.string(), rows: z.int().min(0) }).optional(),
    /** Chance that data like those learned from have any anomaly, shared equally by the rules that have a tolerance. */
    falseAlarmRate: z.number().gt(0).max(0.5).default(0.01),
    /** Whether a column that is not listed is an anomaly; default true. */
    closed: z.boolean().default(true),
    /** Fewer rows are an anomaly; default 1. */
    leastRows: z.int().min(0).default(1),
    columns: z.array(columnSchema),
  })
  .superRefine(({ columns }, context) => {
    const names = columns.map(({ name }) => name);
    names.forEach((name, index) => {
      if (names.indexOf(name) !== index)
        context.addIssue({ code: "custom", path: ["columns", index, "name"], message: `the name "${name}" is taken; names must differ` });
    });
  });

export type DataSchema = z.output<typeof dataSchema>;
export type ColumnSchema = DataSchema["columns"][number];
