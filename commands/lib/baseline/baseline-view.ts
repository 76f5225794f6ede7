import type { Baseline } from "../../../analyzers/baseline/baseline.ts";
import type { BaselineColumn } from "../../../analyzers/statistics/column-counts.ts";
import { figure } from "../../../analyzers/statistics/figure.ts";
import { columnSample } from "../../../analyzers/statistics/sample.ts";
import { weightedDeviation, weightedMean } from "../../../analyzers/statistics/two-sample/moments.ts";
import { textTable } from "../text-table.ts";

const SHOWN_LEVELS = 3;
/** Digits of an id that people are shown; enough to tell baselines apart, and accepted wherever an id is. */
const SHORT_ID = 12;

export function shortId(id: string): string {
  return id.slice(0, SHORT_ID);
}

/** A baseline as `--format json` tells it: all but the counts. Times are ISO 8601; numbers come from the buckets' centres. */
export function baselineJson(baseline: Baseline) {
  const { id, name, model, version, source, timeZone, blocks, performance } = baseline;
  return {
    id,
    name,
    model,
    version,
    source,
    timeZone,
    rows: rowsOf(baseline),
    days: blocks.length,
    from: iso(blocks[0]?.start),
    to: iso(blocks.at(-1)?.end),
    labelled: performance === null ? null : performance.reduce((total, sums) => total + sums.labelled, 0),
    columns: baseline.columns.map((column) => columnJson(column)),
  };
}

/** The same for people. */
export function baselineText(baseline: Baseline): string {
  const about = baselineJson(baseline);
  const rows = about.columns.map((column) => [column.name, column.kind, column.type, column.unit ?? "", column.rows, column.missing, wordsOf(column)]);
  return [
    `${about.id}\n`,
    `${about.name}, of ${about.model}${about.version === "" ? "" : ` ${about.version}`}, from ${about.source}\n`,
    `${about.rows.toLocaleString("en-US")} rows on ${about.days} days (${about.timeZone})${about.from === null ? "" : `, ${about.from} to ${about.to}`}; ${about.labelled === null ? "no labels" : `${about.labelled.toLocaleString("en-US")} labelled`}\n\n`,
    textTable(["column", "kind", "type", "unit", "values", "missing", "distribution"], rows),
  ].join("");
}

export function rowsOf({ blocks }: Baseline): number {
  return blocks.reduce((total, block) => total + block.rows, 0);
}

function columnJson(column: BaselineColumn) {
  const { name, kind, type, unit, grid } = column;
  const sample = columnSample(column, column.blocks);
  const missing = column.blocks.reduce((total, block) => total + block.missing, 0);
  const common = { name, kind, type, unit, rows: sample.total, missing };
  if (sample.type === "categorical") {
    const levels = [...sample.counts].sort(([, a], [, b]) => b - a);
    return { ...common, levels: levels.length, commonest: levels.slice(0, SHOWN_LEVELS).map(([level, rows]) => ({ level, share: rows / sample.total })) };
  }
  const numbers =
    sample.total === 0 ? null : { mean: weightedMean(sample), deviation: weightedDeviation(sample), low: sample.values[0], high: sample.values.at(-1) };
  return { ...common, grid, buckets: sample.values.length, numbers };
}

function wordsOf(column: ReturnType<typeof columnJson>): string {
  if ("levels" in column) return `${column.levels} levels: ${column.commonest.map(({ level, share }) => `${level} ${figure(share * 100)} %`).join(", ")}`;
  if (column.numbers === null) return "no values";
  const { mean, deviation, low = mean, high = mean } = column.numbers;
  return `${figure(mean)} ± ${figure(deviation)}, ${figure(low)} to ${figure(high)}`;
}

function iso(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
