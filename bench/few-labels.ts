/**
 * Prediction-powered values from few labels, beside labels alone: how often the 95 % interval holds what all labels give, and how wide it is; and how often the accuracy's confidence sequence ever leaves the truth out over 1,000 looks.
 * `npm run bench -- few-labels [--data DIR] [--shares 0.02,0.05,0.2] [--draws 20] [--runs 1000]`; DIR as for `estimators`.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fitScoreCurves, type ScoreCurves } from "../analyzers/performance/cbpe.ts";
import { ClassTaskRows } from "../analyzers/performance/class-task-rows.ts";
import { poweredClasses } from "../analyzers/performance/prediction-powered.ts";
import { shareSequence } from "../analyzers/statistics/intervals/share-sequence.ts";
import { type Random, seededRandom } from "../analyzers/statistics/random.ts";
import { ReferenceData } from "../test/reference/columns.ts";
import { type NannymlPerformanceRun, sideOf } from "../test/reference/nannyml-performance.ts";

const SETS = ["car_loan", "mc"] as const;
const SEED = 20_261_127;
const [LOOKS, LABELS_A_LOOK] = [1000, 5] as const;

interface Tally {
  given: number;
  held: number;
  width: number;
  heldAlone: number;
  widthAlone: number;
}

export default async function fewLabels(options: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      data: { type: "string", default: join(import.meta.dirname, "../test/fixtures/reference") },
      shares: { type: "string", default: "0.02,0.05,0.2" },
      draws: { type: "string", default: "20" },
      runs: { type: "string", default: "1000" },
    },
  });
  const data = new ReferenceData(values.data);
  const found: Record<string, object> = {};
  for (const name of SETS) {
    const path = join(values.data, `nannyml_${name}_performance.json`);
    if (!existsSync(path)) continue;
    const [run] = JSON.parse(readFileSync(path, "utf8")) as readonly NannymlPerformanceRun[];
    if (run === undefined) continue;
    const [reference, later] = [sideOf(run, data, "reference"), sideOf(run, data, "analysis")];
    if (!(reference instanceof ClassTaskRows) || !(later instanceof ClassTaskRows)) continue;
    const curves = fitScoreCurves(reference);
    const chunk = Math.floor(later.length / 10);
    const windows = Array.from({ length: 10 }, (_, place) => later.slice(place * chunk, (place + 1) * chunk));
    const random = seededRandom(SEED);
    const byShare = values.shares.split(",").map((share) => [share, tallied(windows, curves, Number(share), Number(values.draws), random)] as const);
    found[name] = { ...Object.fromEntries(byShare), sequence: crossings(later, Number(values.runs), random) };
  }
  return Promise.resolve(found);
}

function tallied(windows: readonly ClassTaskRows[], curves: ScoreCurves, share: number, draws: number, random: Random): object {
  const tallies = new Map<string, Tally>();
  for (const window of windows) {
    const whole = window.values();
    for (let draw = 0; draw < draws; draw++) {
      const some = new ClassTaskRows(window.rows, someLabels(window.labels, share, random), window.measures);
      const [powered, alone] = [poweredClasses(some, curves), some.intervals()];
      // Of the window's own rows, as the powered one is.
      const finite = Math.sqrt(1 - some.labelled / window.length);
      for (const [name, { low, high }] of powered) {
        const [truth, own] = [whole.get(name)?.value ?? null, alone.get(name)];
        if (truth === null || low === null || high === null || own === undefined || own.low === null || own.high === null || own.value === null) continue;
        const tally = tallies.get(name) ?? { given: 0, held: 0, width: 0, heldAlone: 0, widthAlone: 0 };
        const [from, to] = [own.value - finite * (own.value - own.low), own.value + finite * (own.high - own.value)];
        tally.given += 1;
        tally.held += Number(truth >= low && truth <= high);
        tally.width += high - low;
        tally.heldAlone += Number(truth >= from && truth <= to);
        tally.widthAlone += to - from;
        tallies.set(name, tally);
      }
    }
  }
  const rows = [...tallies].map(([name, { given, held, width, heldAlone, widthAlone }]) => [
    name,
    {
      given,
      coverage: held / given,
      width: width / given,
      coverageOfLabelsAlone: heldAlone / given,
      widthOfLabelsAlone: widthAlone / given,
      narrower: 1 - width / widthAlone,
    },
  ]);
  return Object.fromEntries(rows) as object;
}

/** Some of the labels, each set alike likely; the others are not there. */
function someLabels(labels: Int32Array, share: number, random: Random): Int32Array {
  const order = Array.from(labels.keys());
  const kept = new Int32Array(labels.length).fill(-1);
  for (let place = 0; place < Math.round(share * labels.length); place++) {
    const other = place + Math.floor(random() * (order.length - place));
    [order[place], order[other]] = [order[other] ?? 0, order[place] ?? 0];
    kept[order[place] ?? 0] = labels[order[place] ?? 0] ?? -1;
  }
  return kept;
}

/** Labels drawn from all rows, looked at again and again: of so many runs, in how many the sequence, and an interval looked at as often, ever left the truth out. */
function crossings(later: ClassTaskRows, runs: number, random: Random): object {
  const isRight = Array.from(later.labels, (label, row) => Number(label === later.rows.predicted[row]));
  const truth = isRight.reduce((sum, one) => sum + one, 0) / isRight.length;
  let crossed = 0;
  for (let run = 0; run < runs; run++) {
    let right = 0;
    for (let look = 1; look <= LOOKS; look++) {
      for (let label = 0; label < LABELS_A_LOOK; label++) right += isRight[Math.floor(random() * isRight.length)] ?? 0;
      const { low, high } = shareSequence(right, look * LABELS_A_LOOK);
      if (truth >= low && truth <= high) continue;
      crossed += 1;
      break;
    }
  }
  return { runs, looks: LOOKS, falseCrossings: crossed / runs };
}
