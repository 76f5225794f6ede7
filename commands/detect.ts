import { join } from "node:path";
import { z } from "zod";
import type { DataSet } from "../analyzers/data/data-set.ts";
import { numbersInRows } from "../analyzers/data/numbers-in-rows.ts";
import { openDataFile } from "../analyzers/data/open-data-file.ts";
import { requireColumns } from "../analyzers/data/without-columns.ts";
import type { ChangeDetector, DetectorConvention } from "../analyzers/statistics/change-detector.ts";
import { EVERY, limitedRun, parametersWhereAsked, thresholdOf } from "../analyzers/statistics/false-alarms/limited-run.ts";
import type { Store } from "../collector/clickhouse/store.ts";
import { messageOf, TidemarkError } from "../errors.ts";
import { loadPlugins } from "../plugins.ts";
import type { Command, Invocation } from "./lib/command.ts";
import { detectorSettings, parametersInWords, type Settings, settingsInWords } from "./lib/detect/detector-settings.ts";
import { detectionTable } from "./lib/detect/detection-table.ts";
import { watchColumn, type Watching } from "./lib/detect/watch-column.ts";
import { openFileStore } from "./lib/file-store.ts";
import { parseInvocation } from "./lib/parse-invocation.ts";
import { createProgressBar } from "./lib/progress-bar.ts";
import { declaredBy, READING_USAGE, readingOptions } from "./lib/reading-options.ts";

const DETECTORS = join(import.meta.dirname, "../analyzers/statistics/detectors");
const CONVENTIONS = ["published", "river", "frouros"] as const;

const options = z.strictObject({
  detector: z.string("expected a detector's name"),
  column: z.string("expected a column of the file"),
  set: z.string().default(""),
  convention: z.enum(CONVENTIONS, `expected one of ${CONVENTIONS.join(", ")}`).default("published"),
  "false-alarm-every": z.coerce
    .number("expected a number of values")
    .int()
    .min(EVERY.least, `expected a number from ${EVERY.least} to ${EVERY.most}`)
    .max(EVERY.most, `expected a number from ${EVERY.least} to ${EVERY.most}`)
    .optional(),
  ...readingOptions,
  "fail-on": z.enum(["drift"], "expected drift").optional(),
  format: z.enum(["table", "json"], "expected table or json").default("table"),
});

export default {
  name: "detect",
  summary: "a change detector over one column of a file",
  usage: {
    synopsis: "--detector NAME --column c [--set key=value …] [--convention published|river|frouros] FILE",
    options: [
      { name: "detector", value: "NAME", help: "adwin, ddm, eddm, hddm-a, hddm-w, page-hinkley, kswin or cusum" },
      {
        name: "column",
        value: "NAME",
        help: "the stream, a value a row: 1 for wrong and 0 for right (ddm, eddm, hddm-a, hddm-w), else any numbers; rows without one are passed over",
      },
      {
        name: "set",
        value: "KEY=VALUE",
        help: "a parameter, by its name here or in the package; more follow, after spaces or commas, or by more --set",
        multiple: true,
      },
      { name: "convention", value: "NAME", help: "whose definition: the paper's (published, default), or to the row that of river or frouros" },
      {
        name: "false-alarm-every",
        value: "N",
        help: `instead of a threshold: limits at which one false alarm comes in N values of an independent stream of errors, whatever its rate (${EVERY.least} to ${EVERY.most}; some seconds to learn them)`,
      },
      ...READING_USAGE,
      { name: "fail-on", value: "WHAT", help: "exit with 1 on any drift (drift)" },
      { name: "format", value: "FORMAT", help: "table (default) or json" },
    ],
    examples: [
      "tidemark detect --detector adwin --column error predictions.csv.gz",
      "tidemark detect --detector ddm --column error --false-alarm-every 10000 predictions.parquet",
      "tidemark detect --detector page-hinkley --column delay --set threshold=200 delta=0.5 --convention river --format json flights.parquet",
    ],
  },
  async run(invocation) {
    const { file, pairs } = wordsOf(invocation);
    const asked = parseInvocation({ ...invocation, positionals: [] }, options);
    const detector = await detectorNamed(asked.detector);
    const started = start(detector, {
      convention: asked.convention,
      every: asked["false-alarm-every"],
      ...detectorSettings(detector, asked.convention, pairs),
    });
    await using stack = new AsyncDisposableStack();
    const engines = stack.use(new AsyncDisposableStack());
    let files: Promise<Store> | undefined;
    const data = await openDataFile(() => (files ??= openFileStore(engines)), file, declaredBy(asked));
    stack.defer(() => data.close());
    requireNumbers(data, asked.column);
    for (const note of data.notes) process.stderr.write(`tidemark: ${note}\n`);
    using progress = createProgressBar(process.stderr, data.rows, "rows");
    const watched = await watchColumn(started, numbersInRows(data, asked.column), (rows) => progress.add(rows));
    const { name, settings, falseAlarmEvery } = started;
    const detection = { detector: name, convention: asked.convention, parameters: settingsInWords(detector, settings), ...falseAlarmEvery, ...watched };
    process.stdout.write(asked.format === "json" ? `${JSON.stringify(detection)}\n` : detectionTable(detection, asked.column, file));
    return asked["fail-on"] === "drift" && watched.drifts.length > 0 ? 1 : 0;
  },
} satisfies Command;

/** The file, which is the last word; those before it, and what --set was given, are settings. */
function wordsOf({ options: given, positionals }: Invocation): { readonly file: string; readonly pairs: readonly string[] } {
  const file = positionals.at(-1);
  const stray = positionals.slice(0, -1).find((word) => !word.includes("="));
  if (stray !== undefined) throw new TidemarkError("input", `"${stray}" is not understood; expected options, settings (key=value) and one file`);
  if (file === undefined) throw new TidemarkError("input", "detecting changes: expected a file, as in tidemark detect --detector adwin --column error FILE");
  const said = String(given["set"] ?? "");
  return {
    file,
    pairs: [...said.split(","), ...positionals.slice(0, -1).flatMap((word) => word.split(","))].map((pair) => pair.trim()).filter((pair) => pair !== ""),
  };
}

async function detectorNamed(name: string): Promise<ChangeDetector> {
  const detectors = await loadPlugins<ChangeDetector>(DETECTORS);
  const found = detectors.find((detector) => detector.name === name);
  if (found === undefined)
    throw new TidemarkError("input", `--detector ${name}: there is no such detector; expected one of ${detectors.map((detector) => detector.name).join(", ")}`);
  return found;
}

interface Starting {
  readonly convention: DetectorConvention;
  readonly every: number | undefined;
  readonly settings: Settings;
  readonly byHand: ReadonlySet<string>;
}

/** A run as it was asked for, and what it is. */
interface Started extends Watching {
  readonly settings: Settings;
  readonly falseAlarmEvery: { readonly falseAlarmEvery?: number };
}

function start(detector: ChangeDetector, { convention, every, settings, byHand }: Starting): Started {
  if (detector.runs[convention] === undefined)
    throw new TidemarkError("input", `--convention ${convention}: it has no ${detector.name}; expected ${Object.keys(detector.runs).join(" or ")}`);
  const threshold = thresholdOf(detector);
  if (every !== undefined && byHand.has(threshold))
    throw new TidemarkError("input", `--set ${threshold} is ${detector.name}'s threshold, which --false-alarm-every sets; expected one of them`);
  try {
    const own = detector.start(settings, convention);
    if (every === undefined) return { name: detector.name, input: detector.input, run: own, settings, falseAlarmEvery: {} };
    const parameters = parametersWhereAsked(detector, every, settings, byHand);
    const { [threshold]: _, ...others } = parameters;
    const run = limitedRun(detector, { every, parameters, convention });
    return { name: detector.name, input: "errors", run, settings: others, falseAlarmEvery: { falseAlarmEvery: every } };
  } catch (thrown) {
    throw new TidemarkError("input", `${messageOf(thrown)}; its parameters are ${parametersInWords(detector, convention)}`, { cause: thrown });
  }
}

function requireNumbers(data: DataSet, name: string): void {
  requireColumns("column", [name], [data]);
  const column = data.columns.get(name);
  if (column?.nature !== "number" && column?.nature !== "boolean")
    throw new TidemarkError(
      "input",
      `--column ${name}: it holds ${column?.nature === "string" ? "text" : `${column?.nature ?? "nothing"}s`}; expected numbers, or true and false`,
    );
}
