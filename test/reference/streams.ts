import { fileURLToPath } from "node:url";
import type { ChangeDetector, DetectorConvention, DetectorStep } from "../../analyzers/statistics/change-detector.ts";
import { detectorSettings } from "../../commands/lib/detect/detector-settings.ts";
import { loadPlugin } from "../../plugins.ts";
import type { ReferenceData } from "./columns.ts";
import { explained, type Outcome, PASS } from "./outcome.ts";

/** One record of river_streams.json or frouros_streams.json. Zero-based positions of the update after which a flag is true. */
export interface StreamRecord {
  readonly method: string;
  readonly package: "river" | "frouros";
  readonly params?: Readonly<Record<string, unknown>> | string;
  readonly file: string;
  readonly column: string;
  /** Values that were read, of a longer stream. */
  readonly n?: number;
  readonly drift_idx?: readonly number[];
  readonly warning_onset_idx?: readonly number[];
  readonly error?: string;
}

const NAMES: Readonly<Record<string, string>> = {
  ADWIN: "adwin",
  CUSUM: "cusum",
  DDM: "ddm",
  EDDM: "eddm",
  HDDM_A: "hddm-a",
  HDDMA: "hddm-a",
  HDDM_W: "hddm-w",
  HDDMW: "hddm-w",
  KSWIN: "kswin",
  PageHinkley: "page-hinkley",
};

/** One recorded stream against ours under that package's convention: every position of a drift and of the beginning of a warning. Where it raises, the published detector must read the whole stream. */
export async function checkStream(record: StreamRecord, data: ReferenceData): Promise<Outcome> {
  const name = NAMES[record.method];
  if (name === undefined) return explained(`${record.method} is not offered; detectors are ${[...new Set(Object.values(NAMES))].join(", ")}`);
  const detector = await loadPlugin<ChangeDetector>(fileURLToPath(new URL(`../../analyzers/statistics/detectors/${name}.ts`, import.meta.url)));
  const cells = data.cells(record.column, { file: record.file }).filter((cell) => cell !== "");
  const values = cells.map(Number).slice(0, record.n ?? cells.length);
  if (record.error !== undefined) return reads(detector, values);
  const { drifts, warnings } = positions(detector, record.package, pairsOf(record), values);
  if (name === "kswin") return verdict(drifts, record);
  const wrong = [...different("drifts", drifts, record.drift_idx ?? []), ...different("warnings", warnings, record.warning_onset_idx ?? [])];
  return wrong.length === 0 ? PASS : { kind: "failed", why: wrong.join("; ") };
}

/** Parameters of the record as they would follow `--set`; the window and the seed of a package's own random numbers say nothing here. */
function pairsOf({ params = {} }: StreamRecord): readonly string[] {
  if (typeof params === "string") return [];
  return Object.entries(params).flatMap(([key, value]) => (key === "window" || key === "seed" ? [] : [`${key}=${String(value)}`]));
}

function positions(detector: ChangeDetector, convention: DetectorConvention, pairs: readonly string[], values: readonly number[]) {
  const run = detector.start(detectorSettings(detector, convention, pairs).settings, convention);
  const [drifts, warnings]: [number[], number[]] = [[], []];
  let before: DetectorStep["state"] = "stable";
  for (const [row, value] of values.entries()) {
    const { state } = run.update(value);
    if (state === "drift") drifts.push(row);
    if (state === "warning" && before !== "warning") warnings.push(row);
    before = state;
  }
  return { drifts, warnings };
}

function reads(detector: ChangeDetector, values: readonly number[]): Outcome {
  const run = detector.start();
  const strange = values.find((value) => !(run.update(value).statistic >= 0));
  return strange === undefined ? PASS : { kind: "failed", why: `at ${strange} there is no statistic` };
}

function verdict(drifts: readonly number[], record: StreamRecord): Outcome {
  const recorded = record.drift_idx ?? [];
  if (drifts.length > 0 === recorded.length > 0) return PASS;
  return explained(`KSWIN draws by random numbers that are not ours: it calls ${drifts.length} changes here, ${recorded.length} there`);
}

function different(what: string, ours: readonly number[], recorded: readonly number[]): readonly string[] {
  return JSON.stringify(ours) === JSON.stringify(recorded)
    ? []
    : [`${what} are at ${ours.slice(0, 8).join(", ")} (${ours.length}), recorded ${recorded.slice(0, 8).join(", ")} (${recorded.length})`];
}
