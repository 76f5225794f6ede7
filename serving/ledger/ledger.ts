import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Log, LogMessage } from "../../collector/log/log.ts";
import { noCounts, increment, spooled } from "./ledger-entry.ts";
import type { Counts, Fate, LedgerEntry } from "./ledger-entry.ts";
import { LedgerFile } from "./ledger-file.ts";

const TOPIC = "tidemark.ledger";
const MINUTE_MS = 60_000;

/** What was last told to the log, kept before it is told: the same message can be told again after a crash, under the same number. */
export interface Report {
  readonly producer: string;
  readonly sequence: number;
  readonly value: string;
  /** Counts by generation, this message included. */
  readonly reported: Readonly<Record<string, Counts>>;
}

/**
 * The books of one process: each request served is entered before its answer leaves, and again when its fate is known. Reports go to the log as increments, exactly once:
 * a report is kept in a file under its number before it is sent, so that a crash in between sends it again and the collector drops the copy.
 */
export class Ledger {
  readonly #path: string;
  readonly #file: LedgerFile;
  readonly #node: string;
  readonly #producer: string;
  readonly #entries = new Map<string, LedgerEntry>();
  readonly #byGeneration = new Map<number, LedgerEntry>();
  #last: LedgerEntry | undefined;
  #newest: LedgerEntry | undefined;
  #generation = 0;
  #sequence = 0;
  #unsent: Report | undefined;
  #reporting: Promise<void> = Promise.resolve();

  /** @param directory this node's part of the spool */
  constructor(directory: string, node: string, producer: string) {
    mkdirSync(directory, { recursive: true });
    this.#path = join(directory, producer);
    this.#file = new LedgerFile(`${this.#path}.ledger`);
    this.#node = node;
    this.#producer = producer;
  }

  /** Enters one request as served. @param eventTime epoch milliseconds */
  serve(model: string, eventTime: number): LedgerEntry {
    const entry = this.#entry(model, (Math.floor(eventTime / MINUTE_MS) * MINUTE_MS) / 1_000);
    entry.counts.served += 1;
    this.#file.write(entry, "served");
    return entry;
  }

  settle(generation: number, fate: Fate, requests: number): void {
    const entry = this.#byGeneration.get(generation);
    if (entry === undefined || requests === 0) return;
    entry.counts[fate] += requests;
    this.#file.write(entry, fate);
  }

  /** Requests whose fate is not known yet. */
  get spooled(): number {
    return [...this.#byGeneration.values()].reduce((sum, entry) => sum + spooled(entry.counts), 0);
  }

  /** Entries that could not be written to the file. */
  get writeFailures(): number {
    return this.#file.failures;
  }

  /** Tells the log what has changed. Rejects when it could not; the same report is then told again by the next call. */
  report(log: Log): Promise<void> {
    const next = this.#reporting.catch(() => undefined).then(() => this.#reportOnce(log));
    this.#reporting = next;
    return next;
  }

  /** Ends the books. With nothing left open their files go; what is left the next start tells the log, requests without a fate as lost before it. */
  close(): void {
    this.#file.disown();
    this.#file.close();
    const untold = [...this.#byGeneration.values()].some((entry) => increment(entry, this.#node, this.#producer) !== undefined);
    if (this.spooled > 0 || untold || this.#unsent !== undefined) return;
    for (const ending of [".ledger", ".report.json"]) rmSync(`${this.#path}${ending}`, { force: true });
  }

  async #reportOnce(log: Log): Promise<void> {
    if (this.#unsent !== undefined) await this.#send(log, this.#unsent);
    const entries = [...this.#byGeneration.values()];
    const rows = entries.map((entry) => increment(entry, this.#node, this.#producer)).filter((row) => row !== undefined);
    if (rows.length > 0) {
      const report = this.#keep(rows.map((row) => `${JSON.stringify(row)}\n`).join(""), entries);
      await this.#send(log, report);
    }
    this.#releaseFinished();
  }

  #keep(value: string, entries: readonly LedgerEntry[]): Report {
    const counts = entries.map((entry) => ({ entry, now: { ...entry.counts } }));
    const reported = Object.fromEntries(counts.map(({ entry, now }) => [entry.generation, now]));
    const report: Report = { producer: this.#producer, sequence: this.#sequence + 1, value, reported };
    // On a full disk this throws, and nothing has been told.
    writeReport(`${this.#path}.report.json`, report);
    this.#sequence += 1;
    for (const { entry, now } of counts) entry.reported = now;
    this.#unsent = report;
    return report;
  }

  async #send(log: Log, report: Report): Promise<void> {
    await log.append(TOPIC, [reportMessage(report)]);
    this.#unsent = undefined;
  }

  #entry(model: string, minute: number): LedgerEntry {
    if (this.#last?.minute === minute && this.#last.model === model) return this.#last;
    const key = `${minute} ${model}`;
    const entry = this.#entries.get(key) ?? this.#open(key, model, minute);
    this.#last = entry;
    return entry;
  }

  /** When all slots are taken, the newest minute that is open takes the requests of those that find none: counts stay right, their minute does not. */
  #open(key: string, model: string, minute: number): LedgerEntry {
    const generation = this.#generation + 1;
    const slot = this.#file.take({ generation, minute, model });
    if (slot === undefined) return this.#newest ?? this.#open(key, model, minute);
    this.#generation = generation;
    const entry: LedgerEntry = { generation, slot, minute, model, counts: noCounts(), reported: noCounts() };
    this.#entries.set(key, entry);
    this.#byGeneration.set(generation, entry);
    this.#newest = entry;
    return entry;
  }

  #releaseFinished(): void {
    for (const [key, entry] of this.#entries) {
      const changed = increment(entry, this.#node, this.#producer) !== undefined;
      if (changed || spooled(entry.counts) > 0) continue;
      this.#entries.delete(key);
      this.#byGeneration.delete(entry.generation);
      this.#file.release(entry.slot);
      if (this.#last === entry) this.#last = undefined;
      if (this.#newest === entry) this.#newest = [...this.#byGeneration.values()].at(-1);
    }
  }
}

/** Keeps a report so that a reader sees the old one or the new one whole. */
export function writeReport(path: string, report: Report): void {
  writeFileSync(`${path}.new`, JSON.stringify(report), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function reportMessage(report: Report): LogMessage {
  return { key: report.producer, producer: report.producer, sequence: BigInt(report.sequence), value: Buffer.from(report.value) };
}
