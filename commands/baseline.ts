import { userInfo } from "node:os";
import { acceptAlert } from "../alerts/accept/accept-alert.ts";
import { acceptedJson } from "../alerts/accept/accepted-json.ts";
import type { Baseline } from "../analyzers/baseline/baseline.ts";
import { findBaseline } from "../analyzers/baseline/baselines.ts";
import { daysOf } from "../analyzers/baseline/block-length.ts";
import { savePin } from "../analyzers/baseline/pins.ts";
import type { Store } from "../collector/clickhouse/store.ts";
import type { Config } from "../config/config.ts";
import { TidemarkError } from "../errors.ts";
import { silentLogger } from "../telemetry.ts";
import { baselineList, listJson, listText } from "./lib/baseline/baseline-list.ts";
import { type BaselineOptions, baselineOptions } from "./lib/baseline/baseline-options.ts";
import { baselineJson, baselineText, rowsOf, shortId } from "./lib/baseline/baseline-view.ts";
import { makeBaseline, modelIn } from "./lib/baseline/make-baseline.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, configOf } from "./lib/config-option.ts";
import { openFileStore } from "./lib/file-store.ts";
import { READING_USAGE } from "./lib/reading-options.ts";
import { schemaOf } from "./lib/schemas.ts";
import { parseInvocation } from "./lib/parse-invocation.ts";
import { createPlatform, openStore } from "./lib/platform.ts";

export default {
  name: "baseline",
  summary: "make, list and pin baselines; accept an alert as the new normal",
  usage: {
    synopsis: "make|list|show ID|pin NAME|ID|accept ALERT_ID [OPTIONS]",
    options: [
      CONFIG_OPTION,
      { name: "model", value: "NAME", help: "whose baseline (default: the only model; list: all)" },
      { name: "file", value: "FILE", help: "make: of this training file, folder of parts or pattern" },
      { name: "label", value: "COLUMN", help: "make: the file's column with the truth" },
      {
        name: "time",
        value: "COLUMN",
        help: "make: the file's column with the time of each row (default: event_time where there is one; else rows have none)",
      },
      ...READING_USAGE.map((option) => ({ ...option, help: `make: ${option.help}` })),
      { name: "from", value: "DAY", help: "make: of the days served from here on …; accept: default when the alert began" },
      { name: "to", value: "DAY", help: "… to here, included; accept: default the last whole day that was judged" },
      { name: "exclude", value: "A/B,c", help: "make: leave out the days A to B, or of a file the column c; several with commas between" },
      { name: "name", value: "NAME", help: "make: what findings call it (default: training, or the range)" },
      { name: "time-zone", value: "ZONE", help: "make: where days begin (default: the monitor's, else UTC)" },
      { name: "by", value: "NAME", help: "accept: who says so (default: the user of this machine)" },
      { name: "release", help: "pin: monitors of NAME follow the configuration again" },
      { name: "all", help: "list: of moving baselines every one, not only the newest" },
      { name: "format", value: "FORMAT", help: "table (default) or json" },
    ],
    examples: [
      "tidemark baseline make --file training.csv.gz --label churned --model churn",
      "tidemark baseline make --from 2026-01-01 --to 2026-02-28 --exclude 2026-01-01,2026-02-10/2026-02-12 --model churn --name winter",
      "tidemark baseline list",
      "tidemark baseline show 3f2a91c07b5d",
      "tidemark baseline pin winter",
      "tidemark baseline pin winter --release",
      "tidemark baseline accept 5f3a91c07b5d4e21a6c8d9e0f1b2c3d4 --from 2026-04-09 --to 2026-05-19 --by ada",
    ],
  },
  async run(invocation) {
    const [action = "", ...words] = invocation.positionals;
    const act = ACTIONS.get(action);
    if (act === undefined)
      throw new TidemarkError(
        "input",
        `baseline: ${action === "" ? "what to do is missing" : `"${action}" is not understood`}; expected make, list, show, pin or accept`,
      );
    const options = parseInvocation({ ...invocation, positionals: [] }, baselineOptions);
    const config = await configOf(invocation);
    await using stack = new AsyncDisposableStack();
    const store = await openStore(createPlatform(config, silentLogger, stack));
    const files = (): Promise<Store> => (config.clickhouse.url === undefined ? Promise.resolve(store) : openFileStore(stack));
    const { json, text } = await act({ store, files, config, options, words });
    process.stdout.write(options.format === "json" ? `${JSON.stringify(json, undefined, 2)}\n` : text);
    return 0;
  },
} satisfies Command;

interface Request {
  readonly store: Store;
  /** A database on this machine that reads files. */
  readonly files: () => Promise<Store>;
  readonly config: Config;
  readonly options: BaselineOptions;
  /** What stands after the action. */
  readonly words: readonly string[];
}

type Action = (request: Request) => Promise<{ readonly json: object; readonly text: string }>;

const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["make", make],
  ["list", list],
  ["show", show],
  ["pin", pin],
  ["accept", accept],
]);

async function make({ store, files, config, options, words }: Request) {
  wordsExpected(words, 0, "make");
  const baseline = await makeBaseline(store, files, config, options);
  const text = `${baseline.id}\n${baseline.name}, of ${baseline.model}: ${rowsOf(baseline).toLocaleString("en-US")} rows, ${daysOf(baseline.blocks, baseline.timeZone).length} days, ${baseline.columns.length} columns, from ${baseline.source}\n`;
  return { json: baselineJson(baseline), text };
}

async function list({ store, config, options, words }: Request) {
  wordsExpected(words, 0, "list");
  const entries = await baselineList(store, config, options);
  return { json: listJson(entries), text: listText(entries) };
}

async function show(request: Request) {
  const baseline = await named(request, "show");
  return { json: baselineJson(baseline), text: baselineText(baseline) };
}

async function pin(request: Request) {
  const { store, config, options, words } = request;
  if (options.release) {
    const [name = ""] = wordsExpected(words, 1, "pin");
    await savePin(store, { model: modelIn(config, options.model), name, baselineId: "" }, Date.now());
    return { json: { name, pinned: null }, text: `Monitors of "${name}" follow the configuration again.\n` };
  }
  const { id, name, model } = await named(request, "pin");
  await savePin(store, { model, name, baselineId: id }, Date.now());
  return {
    json: { model, name, pinned: id },
    text: `${shortId(id)} is pinned: monitors of ${model} whose baseline is "${name}" compare with it from their next window on.\n`,
  };
}

async function accept({ store, config, options: { by = userInfo().username, from, to }, words }: Request) {
  const [alertId = ""] = wordsExpected(words, 1, "accept", "the id of one alert");
  const models = await Promise.all(config.monitors.map(async (monitor) => ({ config: monitor, schema: await schemaOf(config, monitor.model) })));
  const now = Date.now();
  const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const accepted = await acceptAlert({ store, models, now, wallNow: now }, { alertId, by, ...range }).catch(asInput);
  const json = acceptedJson(accepted);
  const { rows, days, name } = json.baseline;
  const others = accepted.also.length === 0 ? "" : `, and so are ${accepted.also.length} more that are well by it`;
  return {
    json,
    text: `${accepted.alert.model} is compared with ${name} (${days} days, ${rows.toLocaleString("en-US")} rows) from ${new Date(json.since).toISOString()} on. The alert is resolved in the next round${others}, and everybody is told.\n`,
  };
}

/** An alert that is not there, is over or would go on is wrong input of a command. */
function asInput(error: unknown): never {
  const wrong = error instanceof TidemarkError && (error.code === "notFound" || error.code === "conflict");
  throw wrong ? new TidemarkError("input", `${error.message}; the report page lists alerts and their ids`, { cause: error }) : error;
}

async function named({ store, config, options, words }: Request, action: string): Promise<Baseline> {
  const [nameOrId = ""] = wordsExpected(words, 1, action);
  const model = modelIn(config, options.model);
  const baseline = await findBaseline(store, model, nameOrId);
  if (baseline === null)
    throw new TidemarkError(
      "input",
      `baseline ${action}: ${model} has no baseline "${nameOrId}", or several begin so; tidemark baseline list shows names and ids`,
    );
  return baseline;
}

function wordsExpected(words: readonly string[], count: number, action: string, one = "the name or id of one baseline"): readonly string[] {
  if (words.length === count) return words;
  const expected = count === 0 ? "options only" : one;
  throw new TidemarkError("input", `baseline ${action}: ${words.length > count ? `"${words[count]}" is not understood; ` : ""}expected ${expected}`);
}
