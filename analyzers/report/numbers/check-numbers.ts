import wasserstein from "../../statistics/methods/wasserstein.ts";
import type { Check } from "../check.ts";
import type { CheckedColumn } from "../checked-column.ts";
import { kolmogorovSmirnovCheck, methodCheck } from "../checks/distribution.ts";
import { missingCheck } from "../checks/missing.ts";
import { precisionCheck } from "../checks/precision.ts";
import { rangeCheck } from "../checks/range.ts";
import { stuckCheck } from "../checks/stuck.ts";
import { tailCheck } from "../checks/tail.ts";
import { typeCheck } from "../checks/type.ts";
import { smallestShift } from "../detectable.ts";
import { figure } from "../../statistics/figure.ts";
import { describeMissing, describeNumbers, writeNumber, writeTime, type WriteValue } from "../in-words.ts";
import { type MethodChoice, publishedMethods } from "../method-choice.ts";
import { publishedResult } from "../published-result.ts";
import { meanShift } from "./mean-shift.ts";
import { rowsBelow, type SortedNumbers } from "../../data/sorted-numbers.ts";
import { missingRows, type NumberSide } from "../../data/number-side.ts";
import { numbersChart } from "./numbers-chart.ts";
import { type PooledNumbers, poolNumbers } from "./pooled-numbers.ts";
import { toSample } from "./to-sample.ts";

/** All checks of a column of numbers or of times (in seconds). */
export function checkNumbers(
  column: { readonly name: string; readonly type: "numeric" | "datetime" },
  reference: NumberSide,
  current: NumberSide,
  choice: MethodChoice,
): CheckedColumn {
  const missing = [
    missingCheck({ rows: reference.rows, missing: missingRows(reference) }, { rows: current.rows, missing: missingRows(current) }),
    ...(reference.unreadable + current.unreadable > 0 ? [typesCheck(column.type, reference, current)] : []),
  ];
  const common = {
    ...column,
    missing: { reference: share(missingRows(reference), reference.rows), current: share(missingRows(current), current.rows) },
  };
  if (reference.numbers.values.length === 0 || current.numbers.values.length === 0) {
    const empty = reference.numbers.values.length === 0 ? "the reference has" : "the current data have";
    return {
      ...common,
      method: choice.method.name,
      ...NOTHING,
      sides: sidesOf(reference, current, null),
      checks: missing,
      describe: describeMissing(common.missing),
      note: `${empty} no numbers to compare`,
    };
  }
  const write = column.type === "datetime" ? writeTime : writeNumber;
  const pooled = poolNumbers(reference.numbers, current.numbers);
  const samples = new Samples(reference, current);
  const size = sizeOfChange(pooled, samples);
  const two = pooled.distinct.pooled <= 2;
  const method = two ? choice.ofTwoNumbers : choice.method;
  const distribution =
    method.name === "kolmogorov-smirnov"
      ? kolmogorovSmirnovCheck(pooled, size)
      : methodCheck(method, samples.reference, samples.current, { size }, choice.options);
  const methods = choice.besides.length === 0 && choice.convention === null ? [] : publishedMethods({ ...choice, method }, samples.reference, samples.current);
  const effect = meanShift(pooled);
  const sides = sidesOf(reference, current, pooled.distinct);
  const checks: readonly Check[] = [
    ...("note" in distribution ? [] : [distribution]),
    // Of two values a tail, or how often one repeats, is the distribution once more.
    ...(two ? [] : [tailCheck(pooled, write), stuckCheck(pooled, write)]),
    rangeCheck(reference.numbers, current.numbers, write),
    precisionCheck(pooled),
    ...missing,
  ];
  return {
    ...common,
    method: method.name,
    ...publishedResult(distribution, { ...choice, method }, methods),
    effect,
    distribution: numbersChart(reference.numbers, current.numbers),
    sides,
    checks,
    methods,
    describe: describeNumbers({
      effect,
      sides,
      size,
      missing: common.missing,
      times: column.type === "datetime",
      ofTwo: two ? shareOfHigher(pooled, write) : null,
    }),
    detectableAt: (level) => smallestShift(reference.numbers.values.length, current.numbers.values.length, level),
  };
}

/** "1 in 61.6 % of rows, against 9.40 %": the higher of two values. */
function shareOfHigher({ reference, current }: PooledNumbers, write: WriteValue): string {
  const high = Math.max(reference.values.at(-1) ?? -Infinity, current.values.at(-1) ?? -Infinity);
  const shareOf = ({ values }: SortedNumbers): string => `${figure((100 * (values.length - rowsBelow(values, high))) / values.length)} %`;
  return `${write(high)} in ${shareOf(current)} of rows, against ${shareOf(reference)}`;
}

/** Wasserstein distance in reference standard deviations, from the walk where doubles can hold it; without bound (a constant reference) the largest double. */
function sizeOfChange({ ksDistance, wasserstein: distance, reference }: PooledNumbers, samples: Samples): number {
  if (ksDistance === 0) return 0;
  const plain = distance / reference.deviation;
  if (plain > 0 && Number.isFinite(plain)) return plain;
  return wasserstein.compare(samples.reference, samples.current).statistic ?? Number.MAX_VALUE;
}

const NOTHING = { statistic: null, pValue: null, effect: null, distribution: null, methods: [], detectableAt: () => null } as const;

/** Both sides as the methods take them, made when first asked for. */
class Samples {
  readonly #sides: { readonly reference: NumberSide; readonly current: NumberSide };
  #reference: ReturnType<typeof toSample> | null = null;
  #current: ReturnType<typeof toSample> | null = null;
  constructor(reference: NumberSide, current: NumberSide) {
    this.#sides = { reference, current };
  }
  get reference(): ReturnType<typeof toSample> {
    return (this.#reference ??= toSample(this.#sides.reference.numbers));
  }
  get current(): ReturnType<typeof toSample> {
    return (this.#current ??= toSample(this.#sides.current.numbers));
  }
}

function typesCheck(type: "numeric" | "datetime", reference: NumberSide, current: NumberSide): Check {
  const typesOf = (side: NumberSide): { rows: number; unreadable: number } => ({
    rows: side.unreadable + side.numbers.values.length,
    unreadable: side.unreadable,
  });
  return typeCheck(typesOf(reference), typesOf(current), type === "numeric" ? "number" : "time");
}

function sidesOf(
  reference: NumberSide,
  current: NumberSide,
  distinct: { readonly reference: number; readonly current: number } | null,
): CheckedColumn["sides"] {
  const sideOf = ({ numbers }: NumberSide, values: number): CheckedColumn["sides"]["reference"] => ({
    rows: numbers.values.length,
    distinct: values,
    mean: finite(numbers.mean),
    deviation: finite(numbers.deviation),
    low: finite(numbers.values[0]),
    high: finite(numbers.values.at(-1)),
  });
  return { reference: sideOf(reference, distinct?.reference ?? 0), current: sideOf(current, distinct?.current ?? 0) };
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
