import { resolve } from "node:path";
import type { Baseline } from "../../../analyzers/baseline/baseline.ts";
import { rangeName } from "../../../analyzers/baseline/baseline-config.ts";
import { saveBaseline } from "../../../analyzers/baseline/baselines.ts";
import { buildBaseline } from "../../../analyzers/baseline/build-baseline.ts";
import { buildRange } from "../../../analyzers/baseline/build-range.ts";
import { keyAt, readPrivacyKeys } from "../../../collector/events/privacy/privacy-keys.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import type { Config } from "../../../config/config.ts";
import { TidemarkError } from "../../../errors.ts";
import { fieldRulesOf, schemaOf } from "../schemas.ts";
import { declaredBy } from "../reading-options.ts";
import type { BaselineOptions } from "./baseline-options.ts";

/** `tidemark baseline make`: a baseline of a file or of days that the store has, kept under its id. @throws TidemarkError `input` when it is not said what to make it from. */
export async function makeBaseline(store: Store, files: () => Promise<Store>, config: Config, options: BaselineOptions): Promise<Baseline> {
  const model = modelIn(config, options.model);
  const { file, from, to, exclude } = options;
  if ((file === undefined) === (from === undefined && to === undefined)) throw wrong("expected --file FILE, or --from DAY and --to DAY");
  if (file === undefined && exclude.columns.length > 0)
    throw wrong(`--exclude ${exclude.columns.join(",")}: columns are left out of a file; of days served expected days, such as 2026-01-01`);
  const monitor = config.monitors.find((one) => one.model === model);
  const timeZone = options["time-zone"] ?? monitor?.timeZone ?? "UTC";
  const schema = await schemaOf(config, model);
  const keys = await readPrivacyKeys(config.privacy.keysFile);
  const common = { schema, timeZone, exclude: exclude.days, window: monitor?.drift.window ?? "1d" };
  const now = Date.now();
  const baseline =
    file === undefined
      ? await buildRange(store, { ...common, ...rangeOf(from, to), name: options.name ?? rangeName(from ?? "", to ?? "") }, now)
      : await buildBaseline(store, {
          ...common,
          name: options.name ?? "training",
          path: resolve(file),
          label: options.label,
          time: options.time,
          declared: declaredBy(options, exclude.columns),
          kept: { rules: fieldRulesOf(config, schema), key: keyAt(keys, now) },
          files,
        });
  await saveBaseline(store, baseline, now);
  return baseline;
}

/** The model that is meant: named, or the only one. @throws TidemarkError `input` when it cannot be told. */
export function modelIn(config: Config, named: string | undefined): string {
  const models = [...new Set([...config.models.map(({ name }) => name), ...config.monitors.map(({ model }) => model)])];
  const [only] = models;
  if (named !== undefined) return named;
  if (only !== undefined && models.length === 1) return only;
  throw wrong(`expected --model NAME${models.length === 0 ? "" : `, one of ${models.join(", ")}`}`);
}

function rangeOf(from: string | undefined, to: string | undefined): { readonly from: string; readonly to: string } {
  if (from === undefined || to === undefined) throw wrong("expected both --from DAY and --to DAY");
  if (to < from) throw wrong(`--to ${to} is before --from ${from}; expected a day that is not`);
  return { from, to };
}

function wrong(message: string): TidemarkError {
  return new TidemarkError("input", `baseline: ${message}`);
}
