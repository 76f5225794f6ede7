import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../errors.ts";
import type { Way } from "./boundary.ts";
import { insertFaultOf } from "../clickhouse/clickhouse-errors.ts";
import type { Store } from "../clickhouse/store.ts";
import type { StoredMessage } from "../log/log.ts";
import { type Line, linesOf } from "./lines-of.ts";
import { surelyBad } from "./surely-bad.ts";

/** Raw bytes kept of a dead letter. */
const MAX_RAW_BYTES = 65_536;
/** Tries of a whole batch, and of a piece of one, before a doubtful failure is taken for its own. */
const BATCH_TRIES = 8;
const PIECE_TRIES = 3;
const PIECE_PAUSE_MS = 100;

export interface InsertOutcome {
  readonly stored: number;
  readonly deadLetters: number;
}

/** Where a batch goes. */
export interface Target {
  readonly store: Store;
  readonly topic: string;
  readonly partition: number;
  /** Epoch milliseconds, of dead letters. */
  readonly now: number;
  /** Why a row that the engine would take is refused all the same; undefined: it is not. */
  readonly refused: (topic: string, line: Buffer) => string | undefined;
}

/** What is kept of a batch between tries. */
export interface BatchPlan {
  readonly token: string;
  readonly way: Way;
  /** Pieces, by name, that were given up as a whole and are never again tried so: a part of them may be in. */
  readonly splits: ReadonlySet<string>;
  /** Failures of the batch (or of a half, by name) that may be its own or the store's. */
  readonly doubts: Map<string, number>;
  /** Makes a split durable, before its halves are tried; false when another collector has gone on meanwhile. */
  readonly split: (piece: string) => Promise<boolean>;
}

interface Piece {
  readonly lines: readonly Line[];
  /** Pieces that are tried in the same order have the same names, whenever that is. */
  readonly name: string;
}

/**
 * Inserts a batch's rows as they came. When the engine refuses it, bad rows go to dead letters and the rest goes in: what can be seen to be no row is taken out here; the row that the engine names stands alone, those before it
 * wait until all such are found and go in together; a batch that it takes in no other way (rows of too many months, too much memory) is halved. Every piece has a token of its own derived from the batch's, so that
 * doing it all again changes nothing.
 * @throws whatever is not the rows' fault (store away, table missing); and, so many times, what may be.
 */
export async function insertBatch(target: Target, messages: readonly StoredMessage[], plan: BatchPlan): Promise<InsertOutcome | "replaced"> {
  const dead: Bad[] = [];
  const sent = linesOf(messages);
  const lines = sent.filter((line) => {
    const reason = target.refused(target.topic, line.bytes);
    if (reason !== undefined) dead.push({ line, reason });
    return reason === undefined;
  });
  const wholes = plan.way.halved ? halvesOf(lines, sent.length) : lines.length === 0 ? [] : [{ lines, name: "" }];
  // The next piece is the last. Halves that went in beside each other are not tried again.
  const { work, ...begun } = wholes.length > 1 ? await tryTogether(target, wholes, plan) : { work: [...wholes], stored: 0 };
  const waiting: Line[] = [];
  let [stored, screened] = [begun.stored, false];
  for (let piece = work.pop(); piece; piece = work.pop() ?? together(waiting)) {
    const fault: Fault = plan.splits.has(piece.name) ? { kind: "split" } : await tryPiece(target, piece, plan);
    const row = fault.kind === "row" ? rowNumberIn(messageOf(fault.thrown)) : undefined;
    const screening = fault.kind === "row" && !screened ? await screen(target, plan.way, [...work, piece]) : undefined;
    screened ||= screening !== undefined;
    if (fault.kind === "none") stored += piece.lines.length;
    else if (screening && screening.bad.length > 0) {
      dead.push(...screening.bad);
      work.splice(0, work.length, ...screening.good.flatMap((rest) => pieceOf(rest, "s")));
    } else if (piece.lines.length === 1) dead.push(...piece.lines.map((line) => ({ line, reason: messageOf(fault.thrown) })));
    else if (row !== undefined && row >= 1 && row <= piece.lines.length && !piece.name.startsWith(TOGETHER)) {
      waiting.push(...piece.lines.slice(0, row - 1));
      work.push(...pieceOf(piece.lines.slice(row), "s"), ...pieceOf(piece.lines.slice(row - 1, row), "s"));
    } else {
      if (fault.kind === "doubtful" && !(await plan.split(piece.name))) return "replaced";
      const [middle, mark] = [Math.ceil(piece.lines.length / 2), (/^[a-z]*/.exec(piece.name)?.[0] ?? "").replace(HALF, "")];
      work.push(...pieceOf(piece.lines.slice(middle), mark), ...pieceOf(piece.lines.slice(0, middle), mark));
    }
  }
  await bury(target, dead, plan.token);
  return { stored, deadLetters: dead.length };
}

/** Marks the names of a batch's halves. */
const HALF = "h";

/** The middle is by the lines as they came, whatever of them is refused: the halves of a batch are the same at every try. */
function halvesOf(lines: readonly Line[], sent: number): Piece[] {
  const middle = Math.ceil(sent / 2);
  return [lines.filter(({ index }) => index < middle), lines.filter(({ index }) => index >= middle)].flatMap((half) => pieceOf(half, HALF));
}

/** Tries pieces beside each other. @returns how many rows are in, and the pieces that are not, the first of them last. @throws whatever is not the rows' fault, when none is under way any more */
async function tryTogether(target: Target, pieces: readonly Piece[], plan: BatchPlan): Promise<{ readonly stored: number; readonly work: Piece[] }> {
  const tried = await Promise.allSettled(
    pieces.map(async (piece) => (plan.splits.has(piece.name) ? false : (await tryPiece(target, piece, plan)).kind === "none")),
  );
  for (const outcome of tried) if (outcome.status === "rejected") throw outcome.reason;
  const isIn = (index: number): boolean => tried[index]?.status === "fulfilled" && tried[index].value;
  return {
    stored: pieces.reduce((rows, { lines }, index) => rows + (isIn(index) ? lines.length : 0), 0),
    work: pieces.filter((_, index) => !isIn(index)).toReversed(),
  };
}

/** Marks the names of pieces that are made of several. */
const TOGETHER = "k";

function together(waiting: Line[]): Piece | undefined {
  return pieceOf(waiting.splice(0, waiting.length), TOGETHER)[0];
}

/** @param mark of how the piece came to be: two of the same first and last row are not the same otherwise. */
function pieceOf(lines: readonly Line[], mark: string): Piece[] {
  return lines.length === 0 ? [] : [{ lines, name: `${mark}${lines[0]?.index}-${lines.at(-1)?.index}` }];
}

/** `tidemark.requests` → `requests`. */
export function tableOf(topic: string): string {
  return topic.slice(topic.indexOf(".") + 1);
}

/** Where a topic's lines are inserted: scored rows into a table that only parses them and hands them on. */
function entryOf(topic: string, { parsedFirst }: Way): string {
  const table = tableOf(topic);
  return parsedFirst && table === "inferences" ? "incoming_inferences" : table;
}

interface Fault {
  readonly kind: "none" | "row" | "batch" | "doubtful" | "split";
  readonly thrown?: unknown;
}

async function tryPiece({ store, topic }: Target, { lines, name }: Piece, plan: BatchPlan): Promise<Fault> {
  const token = name === "" ? plan.token : `${plan.token}/${name}`;
  const whole = name === "" || (plan.way.halved && name.startsWith(HALF));
  for (let tries = 1; ; tries++) {
    try {
      await store.insert(entryOf(topic, plan.way), Buffer.concat(lines.map((line) => line.bytes)), { token });
      return { kind: "none" };
    } catch (thrown) {
      const kind = insertFaultOf(thrown);
      if (kind === "store") throw thrown;
      if (kind !== "doubtful") return { kind, thrown };
      const doubts = whole ? (plan.doubts.get(name) ?? 0) + 1 : tries;
      if (whole) plan.doubts.set(name, doubts);
      if (doubts >= (whole ? BATCH_TRIES : PIECE_TRIES)) return { kind, thrown };
      if (whole) throw thrown;
      await sleep(PIECE_PAUSE_MS);
    }
  }
}

interface Bad {
  readonly line: Line;
  readonly reason: string;
}

async function screen({ store, topic }: Target, way: Way, pieces: readonly Piece[]): Promise<{ readonly bad: Bad[]; readonly good: Line[][] }> {
  const rows = await store.query<{ name: string; type: string }>(
    "SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table: String}",
    {
      table: entryOf(topic, way),
    },
  );
  const columns = new Map(rows.map(({ name, type }) => [name, type]));
  const bad: Bad[] = [];
  const good = pieces.map((piece) =>
    piece.lines.filter((line) => {
      const reason = surelyBad(line.bytes, columns);
      if (reason !== undefined) bad.push({ line, reason });
      return reason === undefined;
    }),
  );
  return { bad, good };
}

/** "(at row 17)" of ClickHouse's messages, from 1. */
function rowNumberIn(message: string): number | undefined {
  const row = /\(at row (\d+)\)/.exec(message)?.[1];
  return row === undefined ? undefined : Number(row);
}

async function bury({ store, topic, partition, now }: Target, dead: readonly Bad[], token: string): Promise<void> {
  if (dead.length === 0) return;
  const letters = dead.map(({ line, reason }) => ({
    received_time: now,
    topic,
    partition,
    offset: String(line.offset),
    origin: "collector",
    reason,
    raw: line.bytes.subarray(0, MAX_RAW_BYTES).toString("utf8"),
  }));
  await store.insert("dead_letters", letters, { token: `${token}/dead` });
}
