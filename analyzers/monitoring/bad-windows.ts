import { readFileSync } from "node:fs";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { AnalyzerName, Finding } from "../findings/finding.ts";
import { windowsBetween, type Window, type WindowLength } from "../windows/window.ts";
import type { Asked, Monitored } from "./analyzer.ts";
import { type BadWindows, historyStart, REACH_MS } from "./usual-history.ts";

const SQL = readFileSync(new URL("bad-windows.sql", import.meta.url), "utf8");

type Said = Pick<Finding, "subject" | "windowStart" | "verdict" | "version">;

/** Windows before some windows that an analyzer found bad, to which those are added as they are judged. */
export class BadSoFar {
  readonly #starts: ReadonlyMap<string, Set<number>>;

  constructor(subjects: readonly string[], found: readonly Said[]) {
    this.#starts = new Map(subjects.map((subject) => [subject, new Set<number>()]));
    this.add(found);
  }

  get bySubject(): BadWindows {
    return this.#starts;
  }

  add(findings: readonly Said[]): void {
    for (const { subject, windowStart, verdict } of findings) if (verdict === "failing" || verdict === "degraded") this.#starts.get(subject)?.add(windowStart);
  }

  /** Windows before the first to be judged that the history of any subject needs. Windows judged meanwhile that are bad reach no further: as many lie between. */
  historyWindows(first: Window, length: WindowLength, timeZone: string): readonly Window[] {
    const starts = [...this.#starts.keys()].map((subject) => historyStart(first.start, first.end - first.start, this.#starts, subject));
    return windowsBetween(Math.min(...starts), first.start, length, timeZone);
  }
}

/** What is known of the four weeks before a window: from findings handed over (a backtest's own), else from those of the store. */
export async function badBefore(
  store: Store,
  { config, schema }: Monitored,
  analyzer: AnalyzerName,
  subjects: readonly string[],
  { start }: Window,
  asked?: Asked,
): Promise<BadSoFar> {
  const before = asked?.before?.filter(({ version, windowStart }) => version === schema.version && windowStart < start);
  const found = before ?? (await store.query<Said>(SQL, { model: config.model, version: schema.version, analyzer, from: start - REACH_MS, to: start }));
  return new BadSoFar(subjects, found);
}
