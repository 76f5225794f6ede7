import type { Store } from "../clickhouse/store.ts";

/** A partition of one log. */
export interface Place {
  readonly logId: string;
  readonly topic: string;
  readonly partition: number;
}

/** A batch's boundaries, written down before its insert, so that whoever comes after a crash repeats exactly these bytes under this token. */
export interface Boundary extends Place {
  readonly firstOffset: bigint;
  readonly lastOffset: bigint;
  readonly token: string;
  /** Pieces of the batch that were given up as a whole, for good; stored behind the token, so that a newer row of the same batch says more. */
  readonly splits: readonly string[];
  readonly producersBefore: ReadonlyMap<string, bigint>;
  readonly producersAfter: ReadonlyMap<string, bigint>;
}

/** How a batch goes in; whoever repeats it does the same, or its token would not be the same rows of the same tables. */
export interface Way {
  /** By way of the table that only parses (migration 013), where its topic has one. */
  readonly parsedFirst: boolean;
  /** Its halves beside each other. */
  readonly halved: boolean;
}

/** Ends of tokens. Those of batches from before migration 013 have none: they went straight into their table, whole. */
const WHOLE = "~1";
const HALVES = "~2";

/** The token names the batch by place and extent: another extent is another token. It also says by which way the batch goes in. */
export function batchToken({ logId, topic, partition }: Place, firstOffset: bigint, lastOffset: bigint, halved: boolean): string {
  return `${logId}/${topic}/${partition}/${firstOffset}-${lastOffset}${halved ? HALVES : WHOLE}`;
}

/** By which way a boundary's batch goes in. */
export function wayOf({ token }: Boundary): Way {
  const halved = token.endsWith(HALVES);
  return { parsedFirst: halved || token.endsWith(WHOLE), halved };
}

const SPLIT = "|";

const LAST_BOUNDARY = `
  SELECT toString(first_offset) AS first_offset, toString(last_offset) AS last_offset, token,
         mapApply((k, v) -> (k, toString(v)), producers_before) AS producers_before,
         mapApply((k, v) -> (k, toString(v)), producers_after) AS producers_after
  FROM ingest_batches WHERE log_id = {log_id: String} AND topic = {topic: String} AND partition = {partition: UInt32}
  ORDER BY ingest_batches.last_offset DESC, length(token) DESC LIMIT 1`;

interface BoundaryRow {
  readonly first_offset: string;
  readonly last_offset: string;
  readonly token: string;
  readonly producers_before: Readonly<Record<string, string>>;
  readonly producers_after: Readonly<Record<string, string>>;
}

/** The newest boundary of a partition, or undefined where nothing was ever ingested. */
export async function readLastBoundary(store: Store, logId: string, topic: string, partition: number): Promise<Boundary | undefined> {
  const [row] = await store.query<BoundaryRow>(LAST_BOUNDARY, { log_id: logId, topic, partition });
  if (!row) return undefined;
  return {
    logId,
    topic,
    partition,
    firstOffset: BigInt(row.first_offset),
    lastOffset: BigInt(row.last_offset),
    token: row.token.split(SPLIT)[0] ?? "",
    splits: row.token.split(SPLIT).slice(1),
    producersBefore: sequences(row.producers_before),
    producersAfter: sequences(row.producers_after),
  };
}

/** Whether a boundary is the newest of its partition now, or another collector was first: then its boundary is. */
export type BoundaryOutcome = { readonly kind: "written" } | { readonly kind: "replaced"; readonly by: Boundary | undefined };

/**
 * Writes a boundary down behind the one that its owner knows as the newest. Of several that are written behind the same one the first alone counts: the insert's deduplication token names the one before, so that the engine
 * itself drops the others, however long they were under way; the newest is then read again.
 */
export async function writeBoundary(store: Store, boundary: Boundary, after: Boundary | undefined, now: number): Promise<BoundaryOutcome> {
  const { logId, topic, partition } = boundary;
  const row = {
    log_id: logId,
    topic,
    partition,
    first_offset: String(boundary.firstOffset),
    last_offset: String(boundary.lastOffset),
    token: textOf(boundary),
    producers_before: strings(boundary.producersBefore),
    producers_after: strings(boundary.producersAfter),
    written_time: now,
  };
  await store.insert("ingest_batches", [row], { token: `after ${after ? textOf(after) : `${logId}/${topic}/${partition}`}` });
  const outcome = await confirmBoundary(store, boundary);
  if (outcome.kind === "written" || outcome.by) return outcome;
  // The table was emptied: there is nobody who could have been first.
  await store.insert("ingest_batches", [row]);
  return { kind: "written" };
}

/** Asks whether a boundary is still the newest of its partition. */
export async function confirmBoundary(store: Store, boundary: Boundary): Promise<BoundaryOutcome> {
  const last = await readLastBoundary(store, boundary.logId, boundary.topic, boundary.partition);
  return last !== undefined && textOf(last) === textOf(boundary) ? { kind: "written" } : { kind: "replaced", by: last };
}

const textOf = ({ token, splits }: Boundary): string => [token, ...splits].join(SPLIT);

function sequences(record: Readonly<Record<string, string>>): Map<string, bigint> {
  return new Map(Object.entries(record).map(([producer, sequence]) => [producer, BigInt(sequence)]));
}

function strings(map: ReadonlyMap<string, bigint>): Record<string, string> {
  return Object.fromEntries([...map].map(([producer, sequence]) => [producer, String(sequence)]));
}
