import { blindSpot } from "../../analyzers/findings/blind-spot.ts";
import { fromFindingRow, type FindingRow } from "../../analyzers/findings/finding-rows.ts";
import type { AnalyzerName, Finding } from "../../analyzers/findings/finding.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import { sql } from "./sql.ts";

/** Subjects of a model whose episodes are read for the overview; its report has all. */
export const MOST_SUBJECTS = 40;

/** [from, to) of the overview, epoch milliseconds. */
export interface OverviewTime {
  readonly from: number;
  readonly to: number;
}

/** How one model stands, roughly: by it the overview is ordered. Times are epoch milliseconds, 0 for never. */
export interface Standing {
  readonly model: string;
  /** Subjects that are bad, or were so lately that it may last. */
  readonly lasting: number;
  /** Begin of its first and end of its last window of the time. */
  readonly first: number;
  readonly last: number;
  /** End of the newest window that was judged, whatever of it. */
  readonly judged: number;
  /** Whether columns are judged, and whether one said something in the newest window that was. */
  readonly columns: boolean;
  readonly clear: boolean;
  /** Whether labels say anything. */
  readonly metrics: boolean;
}

/** A column's newest verdict. */
export interface ColumnStanding {
  readonly name: string;
  readonly verdict: "noData" | "said";
  /** Whether it says nothing though it was judged. */
  readonly blind: boolean;
  /** Whether any window of the time was. */
  readonly judged: boolean;
}

/** The worst of one step of a strip; `ratio` to its threshold, null where it has none. Epoch milliseconds. */
export interface StripCell {
  readonly model: string;
  readonly analyzer: AnalyzerName;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly bad: boolean;
  readonly ratio: number | null;
  readonly windows: number;
  readonly badWindows: number;
}

interface AnalyzerStanding {
  readonly model: string;
  readonly analyzer: AnalyzerName;
  readonly first: number;
  readonly last: number;
  readonly judged: number;
  readonly clear: number;
}

/** Every model that was judged in the time. */
export async function queryStandings(store: Store, time: OverviewTime): Promise<Standing[]> {
  const [standings, lasting] = await Promise.all([
    store.query<AnalyzerStanding>(sql("overview/standings"), { ...time }),
    store.query<{ model: string; lasting: number }>(sql("overview/lasting"), { ...time }),
  ]);
  const counts = new Map(lasting.map((row) => [row.model, row.lasting]));
  return [...Map.groupBy(standings, ({ model }) => model)].map(([model, group]) => {
    const drift = group.find(({ analyzer }) => analyzer === "drift");
    return {
      model,
      lasting: counts.get(model) ?? 0,
      first: Math.min(...group.map(({ first }) => first)),
      last: Math.max(...group.map(({ last }) => last)),
      judged: Math.max(...group.map(({ judged }) => judged)),
      columns: drift !== undefined,
      clear: drift !== undefined && drift.clear > 0 && drift.clear >= drift.judged,
      metrics: group.some(({ analyzer }) => analyzer === "decay"),
    };
  });
}

/** As `columns.sql` numbers them. */
const NEWEST = [
  { verdict: "noData", blind: false },
  { verdict: "said", blind: false },
  { verdict: "said", blind: true },
] as const;
const UNKNOWN = 3;

type ColumnRow = { readonly model: string; readonly columns: readonly (readonly [name: string, newest: number, judged: number])[] };

/** The columns of models, by model. */
export async function queryColumns(store: Store, models: readonly string[], time: OverviewTime): Promise<ReadonlyMap<string, readonly ColumnStanding[]>> {
  const rows = await store.query<ColumnRow>(sql("overview/columns"), { models, ...time });
  const blind = await blindOfOlder(store, rows, time);
  return new Map(
    rows.map(({ model, columns }) => [
      model,
      columns.map(([name, newest, judged]) => ({
        name,
        judged: judged > 0,
        ...(NEWEST[newest] ?? { verdict: "said", blind: blind.has(keyOf(model, name)) }),
      })),
    ]),
  );
}

/** Which newest verdicts say nothing among those that an older version kept without saying so: out of their evidence. */
async function blindOfOlder(store: Store, rows: readonly ColumnRow[], time: OverviewTime): Promise<ReadonlySet<string>> {
  const models = rows.filter(({ columns }) => columns.some(([, newest]) => newest === UNKNOWN)).map(({ model }) => model);
  if (models.length === 0) return new Set();
  const findings = (await store.query<FindingRow>(sql("overview/older-newest"), { models, ...time })).map(fromFindingRow);
  return new Set(findings.filter((finding) => blindSpot(finding) !== null).map(({ model, subject }) => keyOf(model, subject)));
}

/** The worst of each step of the time, of models. @param step milliseconds */
export function queryStrips(store: Store, models: readonly string[], time: OverviewTime, step: number): Promise<StripCell[]> {
  return store.query<StripCell>(sql("overview/strips"), { models, ...time, step });
}

/**
 * What the episodes of models are made of (`episodesOf`), oldest first, without evidence: of the subjects that were bad in the time, at most 40 of a model, back to `earliest`.
 * @param alerted subjects that firing alerts name, which are read before others
 */
export async function queryBadWindows(
  store: Store,
  models: readonly string[],
  time: OverviewTime & { readonly earliest: number },
  alerted: readonly { readonly model: string; readonly subject: string }[],
): Promise<Finding[]> {
  const named = alerted.map(({ model, subject }) => keyOf(model, subject));
  const rows = await store.query<FindingRow>(sql("overview/bad-windows"), { models, ...time, alerted: named, most: MOST_SUBJECTS });
  return rows.map(fromFindingRow).toReversed();
}

/** Findings with their evidence and inputs. */
export async function queryDetails(store: Store, findings: readonly Pick<Finding, "findingId" | "model" | "subject">[]): Promise<Finding[]> {
  if (findings.length === 0) return [];
  const ids = findings.map(({ findingId }) => findingId);
  const [models, subjects] = [[...new Set(findings.map(({ model }) => model))], [...new Set(findings.map(({ subject }) => subject))]];
  return (await store.query<FindingRow>(sql("overview/details"), { ids, models, subjects })).map(fromFindingRow);
}

const keyOf = (model: string, subject: string): string => `${model}\n${subject}`;
