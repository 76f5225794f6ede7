import { TidemarkError } from "../../../errors.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { sql } from "../../read/sql.ts";
import { compareColumns, type ComparedColumn, type ComparedRow } from "./compare-columns.ts";

/** Columns that are compared: those that matter most first. */
const MOST_COLUMNS = 50;
const HALF_YEAR_MS = 184 * 86_400_000;

/** What the chosen period is held against, beside the baseline of its verdicts. */
export type AskedComparison = { readonly kind: "baseline" } | { readonly kind: "previous" } | { readonly kind: "version"; readonly version: string };

/** A period beside another time or a version. Times are epoch milliseconds. */
export interface Comparison {
  readonly asked: AskedComparison;
  readonly from: number;
  readonly to: number;
  readonly columns: readonly ComparedColumn[];
}

/** Reads `?compare=baseline|previous|version:V`. @throws TidemarkError `input` for anything else. */
export function readComparison(text = ""): AskedComparison {
  if (text === "" || text === "baseline") return { kind: "baseline" };
  if (text === "previous") return { kind: "previous" };
  if (/^version:.{1,256}$/s.test(text)) return { kind: "version", version: text.slice("version:".length) };
  throw new TidemarkError("input", `reading ?compare=${text.slice(0, 40)}: there is no such comparison; baseline, previous or version:V is right`);
}

/** What the columns of a period hold beside the other side; null where only the baseline is asked for. Of a version: the period's other rows beside its own of the half year before. */
export async function loadComparison(
  store: Store,
  asked: AskedComparison,
  period: { readonly model: string; readonly from: number; readonly to: number; readonly names: readonly string[] },
): Promise<Comparison | null> {
  if (asked.kind === "baseline") return null;
  const { model, from, to, names } = period;
  const other = asked.kind === "previous" ? { from: from - (to - from), to: from } : { from: to - HALF_YEAR_MS, to };
  const rows = await store.query<ComparedRow>(sql("compare"), {
    model,
    from,
    to,
    otherFrom: other.from,
    otherTo: other.to,
    version: asked.kind === "version" ? asked.version : "",
    names: names.slice(0, MOST_COLUMNS),
  });
  return { asked, ...other, columns: compareColumns(rows) };
}
