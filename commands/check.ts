import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { z } from "zod";
import type { DataSet } from "../analyzers/data/data-set.ts";
import { openDataFile } from "../analyzers/data/open-data-file.ts";
import { requireColumns } from "../analyzers/data/without-columns.ts";
import { checkAgainstSchema } from "../analyzers/schema/check-against-schema.ts";
import type { DataSchema } from "../analyzers/schema/data-schema.ts";
import { learnSchema } from "../analyzers/schema/learn-schema.ts";
import { readChecked, readFacts } from "../analyzers/schema/read-data.ts";
import { parseSchema, schemaText } from "../analyzers/schema/schema-text.ts";
import type { Store } from "../collector/clickhouse/store.ts";
import { loadConfig } from "../config/config.ts";
import { messageOf, TidemarkError } from "../errors.ts";
import { anomalyTable } from "./lib/anomaly-table.ts";
import type { Command } from "./lib/command.ts";
import { defaultFile } from "./lib/config-option.ts";
import { openFileStore } from "./lib/file-store.ts";
import { configSummary } from "./lib/config-summary.ts";
import { declaredBy, namesOption, READING_USAGE, readingOptions } from "./lib/reading-options.ts";
import { requireFiles } from "./lib/require-files.ts";
import { parseInvocation } from "./lib/parse-invocation.ts";
import { requirePlaces } from "./lib/places.ts";

const options = z
  .strictObject({
    config: z.string().min(1, "expected a file").optional(),
    data: z.string().min(1, "expected a file").optional(),
    learn: z.string().min(1, "expected a file").optional(),
    schema: z.string().min(1, "expected a file").optional(),
    exclude: namesOption.prefault(""),
    ...readingOptions,
    force: z.boolean().default(false),
    "fail-on": z.enum(["anomaly", "error"], "expected anomaly or error").optional(),
    format: z.enum(["table", "json"], "expected table or json").default("table"),
  })
  .superRefine(({ config, data, learn, schema }, context) => {
    const mistake = (path: string, message: string): void => context.addIssue({ code: "custom", path: [path], message });
    if (config !== undefined && data !== undefined) mistake("config", "expected either --config FILE or --data FILE");
    if (data !== undefined && (learn === undefined) === (schema === undefined))
      mistake("data", "expected --learn FILE, to write a schema, or --schema FILE, to be held to it");
  });
type Asked = z.output<typeof options>;

export default {
  name: "check",
  summary: "a config, or data against a learned schema: a gate for CI",
  usage: {
    synopsis: "[--config FILE] | --data FILE --learn SCHEMA.yaml | --data FILE --schema SCHEMA.yaml [--fail-on anomaly]",
    options: [
      {
        name: "config",
        value: "FILE",
        help: "a configuration (default tidemark.yaml): every mistake with its line and key, and what a start would miss (exit code 2), else what it would run",
      },
      { name: "data", value: "FILE", help: "rows: a file, a folder of parts or a pattern" },
      { name: "learn", value: "FILE", help: "write the schema that the data suggest, to be edited by hand" },
      { name: "force", help: "with --learn: write over a schema that is there" },
      { name: "schema", value: "FILE", help: "hold the data to this schema" },
      { name: "exclude", value: "a,b", help: "leave these columns out" },
      ...READING_USAGE,
      { name: "fail-on", value: "WHAT", help: "exit with 1 on any anomaly (anomaly) or on those that are errors (error)" },
      { name: "format", value: "FORMAT", help: "table (default) or json" },
    ],
    examples: [
      "tidemark check --config tidemark.yaml",
      "tidemark check --data training.csv.gz --learn churn.schema.yaml",
      "tidemark check --data today.parquet --schema churn.schema.yaml --fail-on anomaly",
    ],
  },
  async run(invocation) {
    const asked = parseInvocation(invocation, options);
    if (asked.data === undefined) return checkConfig(asked.config ?? defaultFile(), asked.format);
    await using stack = new AsyncDisposableStack();
    // A schema that cannot be read is told before an engine is started.
    const schema = asked.schema === undefined ? null : parseSchema(await textOf(asked.schema), asked.schema);
    const engines = stack.use(new AsyncDisposableStack());
    let files: Promise<Store> | undefined;
    const source = await openDataFile(() => (files ??= openFileStore(engines)), asked.data ?? "", declaredBy(asked, asked.exclude));
    stack.defer(() => source.close());
    for (const option of ["categorical", "numeric"] as const) requireColumns(option, asked[option], [source]);
    for (const note of source.notes) process.stderr.write(`tidemark: ${note}\n`);
    return schema === null ? await learn(source, asked) : await hold(source, schema, asked);
  },
} satisfies Command;

async function checkConfig(file: string | undefined, format: Asked["format"]): Promise<number> {
  if (file === undefined)
    throw new TidemarkError("input", "checking a configuration: there is no tidemark.yaml here; expected one, --config FILE or --data FILE");
  const config = await loadConfig(file, process.env);
  await requirePlaces(config, "all");
  await requireFiles(config);
  const summary = configSummary(config);
  process.stdout.write(
    format === "json"
      ? `${JSON.stringify({ config: file, valid: true, ...summary })}\n`
      : `${file} is valid. It would run:\n${summary.runs.map((line) => `  ${line}\n`).join("")}`,
  );
  return 0;
}

async function learn(source: DataSet, asked: Asked): Promise<number> {
  const { learn: file = "", force, format } = asked;
  const { rows, facts } = await readFacts(source);
  if (rows === 0) throw new TidemarkError("input", `learning a schema from ${source.name}: it has no rows; expected some hundreds or more`);
  const schema = learnSchema(source.name, rows, facts, declaredTypes(asked));
  await writeFile(file, schemaText(schema), { flag: force ? "w" : "wx" }).catch((thrown: unknown) => {
    throw new TidemarkError("input", `writing the schema ${file}: ${messageOf(thrown)}; expected a file that is not there yet, or --force`, { cause: thrown });
  });
  const told = { schema: file, rows, columns: schema.columns.length, notes: source.notes };
  process.stdout.write(
    format === "json"
      ? `${JSON.stringify(told)}\n`
      : `${file}: ${told.columns} columns, learned from ${rows} rows of ${source.name}. Read it, and edit what you know better.\n`,
  );
  return 0;
}

/** What the options say that columns are. */
function declaredTypes({ categorical, numeric }: Asked): ReadonlyMap<string, "number" | "text"> {
  return new Map([...categorical.map((name) => [name, "text"] as const), ...numeric.map((name) => [name, "number"] as const)]);
}

/** What the options say beats the schema. */
function asAsked(schema: DataSchema, asked: Asked): DataSchema {
  const declared = declaredTypes(asked);
  return {
    ...schema,
    columns: schema.columns.map((column) => {
      const type = declared.get(column.name) ?? column.type;
      if (type === column.type) return column;
      const { name, present, unique, tolerance } = column;
      return { name, type, present, unique, tolerance, infinite: 0, whole: false };
    }),
  };
}

async function hold(source: DataSet, written: DataSchema, asked: Asked): Promise<number> {
  const schema = asAsked(written, asked);
  const data = await readChecked(source, schema);
  const anomalies = checkAgainstSchema(schema, data);
  const result = { data: source.name, schema: basename(asked.schema ?? ""), rows: data.rows, columns: data.columns.length, anomalies, notes: source.notes };
  process.stdout.write(asked.format === "json" ? `${JSON.stringify(result)}\n` : anomalyTable(result));
  const failing = anomalies.filter(({ severity }) => asked["fail-on"] === "anomaly" || (asked["fail-on"] === "error" && severity === "error"));
  return failing.length > 0 ? 1 : 0;
}

async function textOf(file: string): Promise<string> {
  return readFile(file, "utf8").catch((thrown: unknown) => {
    throw new TidemarkError("input", `reading the schema ${file}: ${messageOf(thrown)}`, { cause: thrown });
  });
}
