import type { Store } from "../../collector/clickhouse/store.ts";
import type { DuplicateCounts } from "./duplicates.ts";
import { countRows, readDuplicates, readHours, readRuns, readSample, type RelationSource, relationData, RUN_ROWS } from "./read-relations.ts";
import { relate, type RelationSide } from "./relate.ts";
import type { RelationVerdict } from "./relation-check.ts";
import type { RelationColumn, RelationData } from "./relation-data.ts";

export interface RelationOptions {
  /** Columns that are predictions: an input that comes to equal or nearly determine one is feedback. Default none. */
  readonly predictions?: readonly string[];
  /** Column of the event time; without, feeds that are late or stale and rows a day are not judged. */
  readonly eventTime?: string;
  /** Family-wise, over all checks of all relations. */
  readonly falseAlarmRate: number;
  /** Of the sample; default 1. */
  readonly seed?: number;
}

const MOST_ROWS = 10_000;
const MOST_VALUES = 1_200_000;
const LEAST_ROWS = 1_000;
const MOST_COLUMNS = 1_000;
/** Columns hashed for duplicates, whose names travel in the request's address. */
const HASHED_COLUMNS = 300;
const TELLING_COLUMNS = 3;
const UNIQUE_SHARE = 0.999;

/**
 * Judges what is not one column's distribution: relations between columns, late and stale feeds, duplicates, rows a day. Columns that both sides have are looked at, on a seeded sample of at most
 * 10,000 rows a side (fewer with over 120 columns, 1,000 at least); duplicates are counted by a hash of whole rows, runs over the newest 250,000.
 * @throws TidemarkError `input` when a side cannot be read.
 */
export async function judgeRelations(store: Store, reference: RelationSource, current: RelationSource, options: RelationOptions): Promise<RelationVerdict> {
  const { predictions = [], seed = 1, falseAlarmRate } = options;
  const common = [...reference.columns.keys()].filter((name) => current.columns.has(name));
  const names = common.slice(0, MOST_COLUMNS);
  const rows = await Promise.all([countRows(store, reference), countRows(store, current)]);
  if (Math.min(...rows) === 0 || names.length === 0)
    return { checks: [], hypotheses: 0, notes: ["Relations between columns were not judged: a side has no rows, or the sides have no column in common."] };
  const sampled = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, Math.floor(MOST_VALUES / names.length)));
  const samples = await Promise.all(
    [reference, current].map((source, place) => readSample(store, source, names, Math.min(1, sampled / (rows[place] ?? 1)), seed)),
  );
  const [ours, theirs] = relationData(samples[0] ?? new Map(), samples[1] ?? new Map());
  const eventTime = options.eventTime !== undefined && common.includes(options.eventTime) ? options.eventTime : null;
  const sides = [await readSide(store, reference, ours, eventTime), await readSide(store, current, theirs, eventTime)] as const;
  const hashed = names.filter((name) => !isIdentity(ours.columns.get(name))).slice(0, HASHED_COLUMNS);
  const duplicates = await duplicatesOf(store, [reference, current], [rows[0], rows[1]], hashed, ours, seed);
  const verdict = relate(sides[0], sides[1], duplicates, { predictions, eventTime, falseAlarmRate });
  return {
    ...verdict,
    notes: [
      ...verdict.notes,
      ...notesOf({ rows, sampled, common: common.length, looked: names.length, hashed: hashed.length, eventTime, asked: options.eventTime }),
    ],
  };
}

async function readSide(store: Store, source: RelationSource, data: RelationData, eventTime: string | null): Promise<RelationSide> {
  if (eventTime === null) return { data, runs: null, hourly: null };
  const feeds = [...data.columns.keys()].filter((name) => name !== eventTime);
  return { data, runs: await readRuns(store, source, feeds, eventTime), hourly: await readHours(store, source, eventTime) };
}

/** Rows that differ in three columns differ; only where some do not are all columns read. */
async function duplicatesOf(
  store: Store,
  sides: readonly [RelationSource, RelationSource],
  rows: readonly [number, number],
  columns: readonly string[],
  sample: RelationData,
  seed: number,
): Promise<DuplicateCounts | null> {
  if (columns.length === 0) return null;
  const telling = columns.map((name) => ({ name, distinct: distinctOf(sample.columns.get(name)) })).sort((a, b) => b.distinct - a.distinct);
  const first = telling.slice(0, TELLING_COLUMNS).map(({ name }) => name);
  const counts = await readDuplicates(store, sides, rows, first, seed);
  if (first.length === columns.length || counts.multiplicities.every(({ reference, current }) => reference < 2 && current < 2)) return counts;
  return readDuplicates(store, sides, rows, columns, seed);
}

function distinctOf(column: RelationColumn | undefined): number {
  if (column === undefined) return 0;
  return column.type === "categorical" ? column.levels.length : new Set(column.values).size;
}

/** Text or whole numbers that hardly ever come twice. */
function isIdentity(column: RelationColumn | undefined): boolean {
  if (column?.type === "categorical") return column.levels.length >= UNIQUE_SHARE * column.codes.length && column.codes.length > 1;
  if (column?.type !== "numeric") return false;
  return column.values.length > 1 && column.values.every(Number.isInteger) && new Set(column.values).size >= UNIQUE_SHARE * column.values.length;
}

interface Read {
  readonly rows: readonly number[];
  readonly sampled: number;
  readonly common: number;
  readonly looked: number;
  readonly hashed: number;
  readonly eventTime: string | null;
  readonly asked: string | undefined;
}

function notesOf({ rows, sampled, common, looked, hashed, eventTime, asked }: Read): readonly string[] {
  const most = Math.max(...rows);
  return [
    ...(most > sampled ? [`Relations between columns were judged on a seeded sample of about ${sampled.toLocaleString("en")} rows a side.`] : []),
    ...(looked < common ? [`Only the first ${looked} of ${common} columns were looked at for relations.`] : []),
    ...(hashed < looked ? [`Duplicates were counted over ${hashed} of ${looked} columns; identities are left out.`] : []),
    ...(eventTime === null
      ? [
          asked === undefined
            ? "Late and stale feeds and rows a day were not judged, since no column is named as the event time."
            : `Late and stale feeds and rows a day were not judged: not both sides have the column "${asked}".`,
        ]
      : []),
    ...(eventTime !== null && most > RUN_ROWS ? [`Stale feeds were looked for in the newest ${RUN_ROWS.toLocaleString("en")} rows a side.`] : []),
  ];
}
