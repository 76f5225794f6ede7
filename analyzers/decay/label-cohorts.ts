import { readFileSync } from "node:fs";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Monitored } from "../monitoring/analyzer.ts";
import type { Window } from "../windows/window.ts";
import { labelParameters, withLabels } from "../performance/labels-sql.ts";
import { performanceTask } from "../performance/performance-task.ts";
import { DELAY_EDGES, type LabelCohort } from "./maturity-curve.ts";

const sql = readFileSync(new URL("./label-cohorts.sql", import.meta.url), "utf8");

interface CohortRow {
  readonly window: number;
  readonly day: number;
  readonly known: number;
  readonly taken: number;
  readonly rows: number;
  readonly meanTime: number;
  readonly lastTime: number;
  readonly scoredRows: number;
  readonly millionths: number;
}

/** The label cohorts of adjacent windows and of the days before them, by the judged window's number, from 1 on: each as it was when that window was due. One statement. @param dues in order, epoch milliseconds @param historyMs how far back from a window's end */
export async function labelCohorts(
  { config, schema }: Monitored,
  windows: readonly Window[],
  store: Store,
  dues: readonly number[],
  historyMs: number,
): Promise<ReadonlyMap<number, readonly LabelCohort[]>> {
  if (windows.length === 0) return new Map();
  const [from, to] = [Math.min(...windows.map(({ start }) => start)) - historyMs, Math.max(...windows.map(({ end }) => end))];
  const rows = await store.query<CohortRow>(withLabels(sql, schema), {
    model: config.model,
    version: schema.version,
    score: performanceTask(schema) === "binary" ? (schema.score ?? "") : "",
    timeZone: config.timeZone,
    from,
    to,
    starts: windows.map(({ start }) => start),
    dues,
    lastDue: Math.max(...dues),
    edges: DELAY_EDGES,
    ...labelParameters(schema, from),
  });
  return new Map(
    windows.map(({ start, end }, place) => {
      const seen = rows.filter(({ window, day }) => window <= start && day < end && day >= end - historyMs);
      // What is not the window's own is put together by day, so that it is the same whichever windows are judged beside it.
      const pieces = Map.groupBy(seen, ({ window, day }) => `${window === start} ${day}`);
      return [place + 1, [...pieces.values()].map((piece) => cohortOf(piece, start, place + 1))];
    }),
  );
}

/** One piece of a day as the judged window of this number knew it. */
function cohortOf(piece: readonly CohortRow[], start: number, judged: number): LabelCohort {
  const rows = piece.reduce((sum, one) => sum + one.rows, 0);
  const labelled = DELAY_EDGES.map(() => 0);
  const isLabelled = ({ known, taken }: CohortRow): boolean => known >= 1 && known <= judged && taken >= 1;
  for (const one of piece.filter(isLabelled)) labelled[one.taken - 1] = (labelled[one.taken - 1] ?? 0) + one.rows;
  return {
    day: piece[0]?.day ?? 0,
    window: piece[0]?.window === start ? start : 0,
    rows,
    meanTime: piece.reduce((sum, one) => sum + one.rows * one.meanTime, 0) / rows,
    lastTime: Math.max(...piece.map(({ lastTime }) => lastTime)),
    labelled,
    scores: {
      labelled: scoresOf(piece.filter(isLabelled)),
      without: scoresOf(piece.filter((one) => !isLabelled(one))),
    },
  };
}

function scoresOf(rows: readonly CohortRow[]): { readonly rows: number; readonly sum: number } {
  return {
    rows: rows.reduce((sum, one) => sum + one.scoredRows, 0),
    sum: rows.reduce((sum, one) => sum + one.millionths, 0) / 1e6,
  };
}
