/**
 * Weak slices planted in real data: how many are found, and how many of those found are none. Features are those of real flights (or of `--data FILE`, a CSV); each row is wrong with a chance of `--base`, in 20 drawn slices of one or two
 * features by `--lift` more. `npm run bench -- slices [--data FILE.csv.gz] [--rows 50000] [--rounds 5] [--seed 1] [--lift 0.2] [--base 0.1]`. A slice is found where a reported one shares half of their joint rows with it; a reported one is false where under half
 * of its rows lie in planted ones. Round 0 has nothing planted.
 */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { sliceFeature } from "../analyzers/performance/slices/slice-bins.ts";
import { type WeakSlice, weakSlices } from "../analyzers/performance/slices/weak-slices.ts";
import type { Feature } from "../analyzers/statistics/boosting/feature-bins.ts";
import { type Random, seededRandom } from "../analyzers/statistics/random.ts";
import { readFlights } from "../demo/flights.ts";

const OPTIONS = {
  data: { type: "string", default: "" },
  rows: { type: "string", default: "50000" },
  rounds: { type: "string", default: "5" },
  seed: { type: "string", default: "1" },
  lift: { type: "string", default: "0.2" },
  base: { type: "string", default: "0.1" },
} as const;
const PLANTED = 20;
/** Rows of a planted slice, as shares of all. */
const [SMALLEST, LARGEST] = [0.004, 0.05] as const;
const HALF = 0.5;

export default async function slicesBench(options: readonly string[]): Promise<object> {
  const { values } = parseArgs({ args: [...options], options: OPTIONS });
  const features = values.data === "" ? await flightFeatures(Number(values.rows)) : await fileFeatures(values.data, Number(values.rows));
  const [base, lift, seed] = [Number(values.base), Number(values.lift), Number(values.seed)];
  const rounds = Array.from({ length: Number(values.rounds) + 1 }, (_, round) =>
    roundOf(features, { base, lift, random: seededRandom(seed * 1000 + round), planted: round === 0 ? 0 : PLANTED }),
  );
  const planted = rounds.slice(1);
  const sum = (of: (one: Round) => number): number => planted.reduce((total, one) => total + of(one), 0);
  return {
    features: features.map(({ name }) => name),
    rows: rowsOf(features),
    base,
    lift,
    nothingPlanted: rounds[0],
    rounds: planted,
    found: `${sum(({ found }) => found)} of ${PLANTED * planted.length}`,
    fewestFound: Math.min(...planted.map(({ found }) => found)),
    falseDiscoveries: Number(
      (
        sum((one) => one.false) /
        Math.max(
          1,
          sum(({ reported }) => reported),
        )
      ).toFixed(4),
    ),
    target: "16 of 20 or more in each round, at most a tenth of those reported false",
  };
}

interface Round {
  readonly reported: number;
  readonly found: number;
  readonly false: number;
  readonly seconds: number;
}

function roundOf(
  features: readonly Feature[],
  { base, lift, random, planted }: { readonly base: number; readonly lift: number; readonly random: Random; readonly planted: number },
): Round {
  const rows = rowsOf(features);
  const truths = drawSlices(features, planted, random);
  const inAny = Uint8Array.from({ length: rows }, (_, row) => Number(truths.some((slice) => slice[row] === 1)));
  const losses = Float64Array.from(inAny, (own) => Number(random() < base + lift * own));
  const started = performance.now();
  const { slices } = weakSlices(features, losses);
  const seconds = Number(((performance.now() - started) / 1000).toFixed(2));
  const reported = slices.map((slice) => maskOf(slice, features));
  const both = (a: Uint8Array, b: Uint8Array): number => a.reduce((count, own, row) => count + (own & (b[row] ?? 0)), 0);
  const either = (a: Uint8Array, b: Uint8Array): number => a.reduce((count, own, row) => count + (own | (b[row] ?? 0)), 0);
  const size = (mask: Uint8Array): number => mask.reduce((count, own) => count + own, 0);
  return {
    reported: reported.length,
    found: truths.filter((truth) => reported.some((mask) => both(mask, truth) >= HALF * either(mask, truth))).length,
    false: reported.filter((mask) => both(mask, inAny) < HALF * size(mask)).length,
    seconds,
  };
}

/** Slices of one feature or two, none of which shares half of its rows with another. */
function drawSlices(features: readonly Feature[], count: number, random: Random): readonly Uint8Array[] {
  const sliced = features.flatMap((feature) => sliceFeature(feature) ?? []);
  const rows = rowsOf(features);
  const found: Uint8Array[] = [];
  for (let tries = 0; found.length < count; tries++) {
    if (tries > 100_000) throw new RangeError("the data have no such slices");
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
    const [one, other] = [pick(sliced), pick(sliced)];
    const [code, otherCode] = [Math.floor(random() * one.conditions.length), Math.floor(random() * other.conditions.length)];
    const mask = Uint8Array.from({ length: rows }, (_, row) => Number(one.codes[row] === code && other.codes[row] === otherCode));
    const size = mask.reduce((total, own) => total + own, 0);
    const overlaps = found.some(
      (known) =>
        known.reduce((total, own, row) => total + (own & (mask[row] ?? 0)), 0) >
        HALF *
          Math.min(
            size,
            known.reduce((total, own) => total + own, 0),
          ),
    );
    if (size >= SMALLEST * rows && size <= LARGEST * rows && !overlaps) found.push(mask);
  }
  return found;
}

/** The rows of a reported slice, by its conditions as they are printed. */
function maskOf({ conditions }: WeakSlice, features: readonly Feature[]): Uint8Array {
  const mask = new Uint8Array(rowsOf(features)).fill(1);
  for (const { feature: name, level, from, to, missing } of conditions) {
    const feature = features.find((one) => one.name === name);
    for (let row = 0; row < mask.length; row++) {
      const value = feature?.type === "numeric" ? (feature.values[row] ?? Number.NaN) : Number.NaN;
      const text = feature?.type === "categorical" ? (feature.levels[feature.codes[row] ?? -1] ?? null) : null;
      const isThere = missing
        ? Number.isNaN(value) && text === null
        : level === null
          ? value >= (from ?? -Infinity) && value < (to ?? Infinity)
          : text === level;
      if (!isThere) mask[row] = 0;
    }
  }
  return mask;
}

function rowsOf(features: readonly Feature[]): number {
  const [first] = features;
  return first === undefined ? 0 : first.type === "numeric" ? first.values.length : first.codes.length;
}

async function flightFeatures(most: number): Promise<readonly Feature[]> {
  const flights = (await readFlights()).slice(0, most);
  return Object.keys(flights[0]?.features ?? {}).map((name) =>
    featureOf(
      name,
      flights.map(({ features }) => features[name] ?? null),
    ),
  );
}

/** Columns of a plain CSV without quotes; those that only number the rows, or are times, are left out. */
async function fileFeatures(path: string, most: number): Promise<readonly Feature[]> {
  const bytes = await readFile(path);
  const [header = "", ...lines] = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString().trim().split("\n");
  const rows = lines.slice(0, most).map((line) => line.split(","));
  return header.split(",").flatMap((name, place) => {
    const cells = rows.map((row) => row[place] ?? "");
    const feature = featureOf(
      name,
      cells.map((cell) => (cell === "" ? null : cell.trim() !== "" && Number.isFinite(Number(cell)) ? Number(cell) : cell)),
    );
    const isKey = new Set(cells).size === cells.length;
    return isKey ? [] : [feature];
  });
}

function featureOf(name: string, values: readonly (number | string | null)[]): Feature {
  if (values.every((value) => typeof value !== "string")) return { name, type: "numeric", values: Float64Array.from(values, (value) => value ?? Number.NaN) };
  const levels = [...new Set(values.filter((value) => value !== null).map(String))];
  const places = new Map(levels.map((level, place) => [level, place]));
  return { name, type: "categorical", levels, codes: Int32Array.from(values, (value) => (value === null ? -1 : (places.get(String(value)) ?? -1))) };
}
