/**
 * How far estimates of performance lie from what came, beside NannyML's recorded ones on the same chunks, and how often their 95 % interval holds it. `npm run bench -- estimators [--data DIR]`: the folder with `nannyml_*_performance.json` and its
 * data (default: the part that is checked in, car_loan); `--speed` besides fits 100,000 rows of 25 features.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fitBoostedTrees } from "../analyzers/statistics/boosting/boosted-trees.ts";
import type { Feature } from "../analyzers/statistics/boosting/feature-bins.ts";
import { normal, seededRandom } from "../analyzers/statistics/random.ts";
import { ReferenceData } from "../test/reference/columns.ts";
import { estimateErrors } from "../test/reference/estimate-errors.ts";
import type { NannymlPerformanceRun } from "../test/reference/nannyml-performance.ts";

const SETS = ["car_loan", "mc", "car_price"] as const;

export default async function estimators(options: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...options],
    options: { data: { type: "string", default: join(import.meta.dirname, "../test/fixtures/reference") }, speed: { type: "boolean", default: false } },
  });
  const data = new ReferenceData(values.data);
  const found: Record<string, object> = {};
  for (const name of SETS) {
    const path = join(values.data, `nannyml_${name}_performance.json`);
    if (!existsSync(path)) continue;
    const [estimated, realised] = JSON.parse(readFileSync(path, "utf8")) as readonly NannymlPerformanceRun[];
    if (estimated === undefined || realised === undefined) continue;
    found[name] = Object.fromEntries(estimateErrors(estimated, realised, data).map(({ metric, ...rest }) => [metric, rest]));
  }
  return Promise.resolve({ ...found, ...(values.speed ? { boosting: speed() } : {}) });
}

const [ROWS, FEATURES] = [100_000, 25] as const;

function speed(): object {
  const random = seededRandom(1);
  const features = Array.from({ length: FEATURES }, (_, place): Feature => ({
    name: `f${place}`,
    type: "numeric",
    values: Float64Array.from({ length: ROWS }, () => normal(random)),
  }));
  const valueOf = (place: number, row: number): number => {
    const feature = features[place];
    return feature?.type === "numeric" ? (feature.values[row] ?? 0) : 0;
  };
  const target = Float64Array.from(
    { length: ROWS },
    (_, row) => 2 * valueOf(0, row) + Math.abs(valueOf(1, row)) + valueOf(2, row) * valueOf(3, row) + normal(random),
  );
  const [started, before] = [performance.now(), process.cpuUsage()];
  fitBoostedTrees(features, target);
  const { user, system } = process.cpuUsage(before);
  return { rows: ROWS, features: FEATURES, seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 };
}
