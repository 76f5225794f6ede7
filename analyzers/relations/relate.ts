import { conclude, type Judged } from "./conclude.ts";
import { holm } from "../statistics/holm.ts";
import { constantCandidates } from "./constants.ts";
import { copyCandidate } from "./copies.ts";
import { type ColumnPair, columnPairs, correlationCandidate } from "./correlations.ts";
import { type DuplicateCounts, duplicateCandidate } from "./duplicates.ts";
import { featuresOf } from "./features.ts";
import { lateCandidates } from "./late-feeds.ts";
import type { RelationCandidate, RelationVerdict } from "./relation-check.ts";
import type { RelationData } from "./relation-data.ts";
import { type HourlyRows, rowCountCandidate } from "./row-count.ts";
import { type Runs, staleCandidate } from "./stale-feeds.ts";

/** What is known of one data set. */
export interface RelationSide {
  /** All its rows, or a sample. */
  readonly data: RelationData;
  /** Runs of one value by column, in time order; null without an event time. */
  readonly runs: ReadonlyMap<string, Runs> | null;
  readonly hourly: HourlyRows | null;
}

export interface RelateOptions {
  /** Columns that are predictions. */
  readonly predictions: readonly string[];
  /** Column of the event time; null when there is none. */
  readonly eventTime: string | null;
  /** Family-wise. */
  readonly falseAlarmRate: number;
  /** Default 360: features (number columns, levels of categories) whose correlations should be compared; each column has one. */
  readonly mostFeatures?: number;
  /** Default 45,000. */
  readonly mostPairs?: number;
}

const MOST_FEATURES = 360;
const MOST_PAIRS = 45_000;
/** Correlation under which two columns of numbers are no copies. */
const NEAR_COPY = 0.98;
const GLANCED_ROWS = 200;
const GLANCED_SHARE = 0.9;

/**
 * All checks between the columns of two data sets and of the data sets as wholes. The rate is shared equally among the kinds of subject that there are (pairs of columns, columns, the data sets), by Holm's
 * procedure within each: the chance of any false alarm is at most their sum, and thousands of pairs do not drown the one check of the rows.
 */
export function relate(reference: RelationSide, current: RelationSide, duplicates: DuplicateCounts | null, options: RelateOptions): RelationVerdict {
  const features = featuresOf(reference.data, current.data, options.mostFeatures ?? MOST_FEATURES).filter(({ column }) => column !== options.eventTime);
  const { pairs, hypotheses, untested } = columnPairs(features, { mostPairs: options.mostPairs ?? MOST_PAIRS, falseAlarmRate: options.falseAlarmRate });
  const columns = columnCandidates(reference, current, options);
  const whole = wholeCandidates(reference, current, duplicates);
  // Each pair is two hypotheses, its correlation and whether it is a copy, also where a glance was enough.
  const families = [
    { candidates: pairCandidates(reference.data, current.data, pairs), hypotheses: 2 * hypotheses },
    { candidates: columns, hypotheses: columns.length },
    { candidates: whole, hypotheses: whole.length },
  ].filter((family) => family.hypotheses > 0);
  const judged = families.flatMap((family) => judge(family.candidates, family.hypotheses, options.falseAlarmRate / families.length));
  return {
    checks: conclude(judged, pairs, options.predictions),
    hypotheses: families.reduce((total, family) => total + family.hypotheses, 0),
    notes: [
      ...(hypotheses > pairs.length
        ? [
            `Correlations: of ${hypotheses.toLocaleString("en")} pairs of columns the ${pairs.length.toLocaleString("en")} strongest of the reference were compared.`,
          ]
        : []),
      ...(untested > 0 ? [`Correlations: ${untested.toLocaleString("en")} more pairs look changed, less so than those tested.`] : []),
    ],
  };
}

/** Holm among `hypotheses` checks, of which those without a candidate are unremarkable. */
function judge(candidates: readonly RelationCandidate[], hypotheses: number, rate: number): readonly Judged[] {
  const unremarkable = Array.from({ length: hypotheses - candidates.length }, () => 1);
  const verdicts = holm([...candidates.map(({ pValue }) => pValue), ...unremarkable], rate);
  return candidates.map((candidate, index) => ({ candidate, level: verdicts[index]?.threshold ?? rate, drifted: verdicts[index]?.rejected ?? false }));
}

function pairCandidates(reference: RelationData, current: RelationData, pairs: readonly ColumnPair[]): readonly RelationCandidate[] {
  return pairs.flatMap((pair) => {
    const copy = mayBeCopy(reference, current, pair) ? copyCandidate(reference, current, pair.columns) : null;
    return [copy, correlationCandidate(pair)].filter((candidate) => candidate !== null);
  });
}

/** Whether it is worth the while to look row by row. */
function mayBeCopy(reference: RelationData, current: RelationData, { columns, reference: before, current: now }: ColumnPair): boolean {
  if (reference.columns.get(columns[0])?.type !== "categorical") return Math.max(before, now) >= NEAR_COPY;
  return [reference, current].some((data) => {
    const [x, y] = columns.map((name) => data.columns.get(name));
    if (x?.type !== "categorical" || y?.type !== "categorical") return false;
    const rows = Math.min(GLANCED_ROWS, data.rows);
    const equal = Array.from({ length: rows }, (_, row) => x.levels[x.codes[row] ?? -1] === y.levels[y.codes[row] ?? -1]).filter(Boolean);
    return equal.length >= GLANCED_SHARE * rows;
  });
}

function columnCandidates(reference: RelationSide, current: RelationSide, { eventTime }: RelateOptions): readonly RelationCandidate[] {
  const late = eventTime === null ? [] : lateCandidates(reference.data, current.data, eventTime);
  const stale = [...(reference.runs ?? [])].flatMap(([name, before]) => {
    const now = current.runs?.get(name);
    return now ? [staleCandidate(name, before, now)] : [];
  });
  return [...constantCandidates(reference.data, current.data), ...late, ...stale];
}

function wholeCandidates(reference: RelationSide, current: RelationSide, duplicates: DuplicateCounts | null): readonly RelationCandidate[] {
  const rows = reference.hourly && current.hourly ? rowCountCandidate(reference.hourly, current.hourly) : null;
  return [duplicates ? duplicateCandidate(duplicates) : null, rows].filter((candidate) => candidate !== null);
}
