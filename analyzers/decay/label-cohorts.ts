import { readFileSync } from "node:fs";
import { withKeyTexts } from "../../collector/clickhouse/key-texts-sql.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Monitored } from "../monitoring/analyzer.ts";
import type { Window } from "../windows/window.ts";
import { labelParameters, withLabels } from "../performance/labels-sql.ts";
import { performanceTask } from "../performance/performance-task.ts";
import { type Cohort, DELAY_EDGES, type LabelCohort } from "./maturity-curve.ts";

const sql = readFileSync(new URL("./label-cohorts.sql", import.meta.url), "utf8");
const segmentSql = withKeyTexts(readFileSync(new URL("./label-segment.sql", import.meta.url), "utf8").trim());

/** Rows are told apart by segment only where one is declared. */
function withSegment({ labels }: Pick<ModelSchema, "labels">): string {
  return sql.replace("{{segment}}", () => (labels?.segment === undefined ? "''" : segmentSql));
}

interface CohortRow {
  readonly window: number;
  readonly day: number;
  readonly segment: string;
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
  const rows = await store.query<CohortRow>(withLabels(withSegment(schema), schema), {
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
    segmentNames: schema.labels?.segment === undefined ? [] : [schema.labels.segment],
  });
  return new Map(
    windows.map(({ start, end }, place) => {
      const seen = rows.filter(({ window, day }) => window <= start && day < end && day >= end - historyMs);
      // What is not the window's own is put together by day, so that it is the same whichever windows are judged beside it.
      const pieces = Map.groupBy(seen, ({ window, day }) => `${window === start} ${day}`);
      return [place + 1, [...pieces.values()].map((piece) => cohortOf(piece, start, place + 1, schema.labels?.segment !== undefined))];
    }),
  );
}

/** One piece of a day as the judged window of this number knew it. */
function cohortOf(piece: readonly CohortRow[], start: number, judged: number, bySegment: boolean): LabelCohort {
  const isLabelled = ({ known, taken }: CohortRow): boolean => known >= 1 && known <= judged && taken >= 1;
  const part = (rows: readonly CohortRow[]): Cohort => timesOf(rows, rows.filter(isLabelled));
  return {
    ...part(piece),
    ...(bySegment ? { segments: [...Map.groupBy(piece, ({ segment }) => segment)].map(([name, rows]) => ({ name, ...part(rows) })) } : {}),
    day: piece[0]?.day ?? 0,
    window: piece[0]?.window === start ? start : 0,
    scores: {
      labelled: scoresOf(piece.filter(isLabelled)),
      without: scoresOf(piece.filter((one) => !isLabelled(one))),
    },
  };
}

function timesOf(all: readonly CohortRow[], known: readonly CohortRow[]): Cohort {
  const rows = all.reduce((sum, one) => sum + one.rows, 0);
  const labelled = DELAY_EDGES.map(() => 0);
  for (const one of known) labelled[one.taken - 1] = (labelled[one.taken - 1] ?? 0) + one.rows;
  const meanTime = all.reduce((sum, one) => sum + one.rows * one.meanTime, 0) / rows;
  return { rows, meanTime, lastTime: Math.max(...all.map(({ lastTime }) => lastTime)), labelled };
}

function scoresOf(rows: readonly CohortRow[]): { readonly rows: number; readonly sum: number } {
  return {
    rows: rows.reduce((sum, one) => sum + one.scoredRows, 0),
    sum: rows.reduce((sum, one) => sum + one.millionths, 0) / 1e6,
  };
}
