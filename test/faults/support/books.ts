import type { Store } from "../../../collector/clickhouse/store.ts";
import type { Sent } from "./traffic.ts";

/** What the store says, to be held against what the clients know. */
export interface Books {
  readonly rows: number;
  readonly differentRows: number;
  readonly requests: number;
  readonly differentRequests: number;
  readonly labels: number;
  readonly differentLabels: number;
  readonly deadLetters: number;
  readonly served: number;
  readonly captured: number;
  readonly dropped: number;
  readonly lost: number;
  /** Messages that the log could not give back, by table. */
  readonly lostInLog: Readonly<Record<string, number>>;
  /** By rollup: rows counted. */
  readonly rollups: Readonly<Record<string, number>>;
  /** Sum of x over the rows, and over the rollup. */
  readonly x: number;
  readonly rolledUpX: number;
  /** Numbers of the requests and labels that are stored. */
  readonly stored: ReadonlySet<number>;
  readonly labelled: ReadonlySet<number>;
}

const SUMS = `
  SELECT
    (SELECT count() FROM inferences) AS rows,
    (SELECT uniqExact(request_id, row_number) FROM inferences) AS differentRows,
    (SELECT count() FROM requests) AS requests,
    (SELECT uniqExact(request_id) FROM requests) AS differentRequests,
    (SELECT count() FROM labels) AS labels,
    (SELECT uniqExact(request_id, row_number) FROM labels) AS differentLabels,
    (SELECT count() FROM dead_letters) AS deadLetters,
    (SELECT sum(served) FROM ledger) AS served,
    (SELECT sum(captured) FROM ledger) AS captured,
    (SELECT sum(arraySum(mapValues(dropped))) + sum(sampled_out) FROM ledger) AS dropped,
    (SELECT sum(lost_before_log) FROM ledger) AS lost,
    (SELECT CAST(sumMap(mapApply((k, v) -> (toString(k), v), lost_in_log)), 'Map(String, UInt64)') FROM ledger) AS lostInLog,
    (SELECT sum(feature_numbers['x']) FROM inferences) AS x,
    (SELECT sum(total) FROM feature_buckets_1m WHERE feature = 'x') AS rolledUpX`;

const ROLLUPS = `
  SELECT
    (SELECT sum(rows) FROM feature_buckets_1m WHERE feature = 'x') AS minutes,
    (SELECT sum(rows) FROM feature_buckets_1h WHERE feature = 'x') AS hours,
    (SELECT sum(rows) FROM feature_categories_1m WHERE feature = 'c') AS categories,
    (SELECT sum(rows) FROM scored_rows_1m) AS scored`;

type Sums = Omit<Books, "rollups" | "stored" | "labelled">;

export async function readBooks(store: Store): Promise<Books> {
  const [sums] = await store.query<Sums>(SUMS);
  const [rollups] = await store.query<Record<string, number>>(ROLLUPS);
  const numbers = async (table: string): Promise<ReadonlySet<number>> => {
    const rows = await store.query<{ n: number }>("SELECT toUInt32OrZero(substring(request_id, 2)) AS n FROM {table: Identifier}", { table });
    return new Set(rows.map(({ n }) => n));
  };
  if (sums === undefined || rollups === undefined) throw new Error("the store answered no sums");
  return { ...sums, rollups, stored: await numbers("inferences"), labelled: await numbers("labels") };
}

/** In words, where they do not balance; empty when they do. */
export function imbalances(books: Books, sent: Sent): readonly string[] {
  const failures: string[] = [];
  const hold = (holds: boolean, words: string): void => void (holds || failures.push(words));
  const { rows, requests, served, captured, dropped, lost, lostInLog, rollups } = books;
  const damaged = (table: string): number => lostInLog[table] ?? 0;
  hold(rows === books.differentRows, `${rows - books.differentRows} rows are stored twice`);
  hold(requests === books.differentRequests, `${requests - books.differentRequests} requests are stored twice`);
  hold(books.labels === books.differentLabels, `${books.labels - books.differentLabels} labels are stored twice`);
  hold(served === captured + dropped + lost, `served ${served} is not captured ${captured} + dropped ${dropped} + lost ${lost}`);
  hold(served >= sent.answered.size, `${sent.answered.size} were answered, the ledger says ${served} served`);
  // One that the log took in the moment of a kill counts as lost too.
  const least = captured - damaged("requests");
  hold(
    least <= requests && requests <= captured + lost,
    `${requests} requests are stored, ${captured} captured, ${lost} lost, ${damaged("requests")} lost in the log`,
  );
  const missing = [...sent.answered].filter((n) => !books.stored.has(n));
  const known = lost + dropped + damaged("inferences");
  hold(missing.length <= known, `${missing.length} answered requests are not stored; ${known} are known to be lost or dropped (first: r${missing[0]})`);
  const invented = [...books.stored].filter((n) => n < 1 || n > sent.requests);
  hold(invented.length === 0, `${invented.length} stored rows were never sent`);
  const unlabelled = [...sent.acknowledged].filter((n) => !books.labelled.has(n));
  hold(unlabelled.length <= damaged("labels"), `${unlabelled.length} acknowledged labels are not stored (first: of r${unlabelled[0]})`);
  for (const [rollup, counted] of Object.entries(rollups)) hold(counted === rows, `the rollup of ${rollup} counts ${counted} rows, ${rows} are stored`);
  hold(books.x === books.rolledUpX, `x sums to ${books.x} in rows and ${books.rolledUpX} in the rollup`);
  hold(books.x === [...books.stored].reduce((sum, n) => sum + n, 0), "the stored rows do not hold what was sent");
  return failures;
}

/** The figures of a report. */
export function figuresOf(
  { rows, requests, labels, served, captured, dropped, lost, lostInLog, deadLetters }: Books,
  sent: Sent,
): Readonly<Record<string, number>> {
  const [answered, acknowledged] = [sent.answered.size, sent.acknowledged.size];
  const damaged = Object.fromEntries(Object.entries(lostInLog).map(([table, messages]) => [`lostInLog.${table}`, messages]));
  return { sent: sent.requests, answered, served, captured, dropped, lost, ...damaged, rows, requests, labelsAcknowledged: acknowledged, labels, deadLetters };
}
