import { loadBaseline } from "../../../analyzers/baseline/baselines.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import type { Verification } from "../../../analyzers/verify/verify-findings.ts";
import type { AppParts } from "../../app-parts.ts";
import { queryAlerts, type AlertRecord } from "../../read/alert-query.ts";
import { queryEvidenceCount, queryEvidenceRows, windowOf, type EvidenceRange, type EvidenceRow } from "../../read/evidence-queries.ts";
import { queryFindings } from "../../read/finding-query.ts";
import { subjectsOf } from "../report/fires-for.ts";

/** Windows before and after that are shown beside one. */
const NEIGHBOURS = 15;

/** One side of the evidence: its rows, or why there are none. */
export interface EvidenceSide {
  readonly name: string;
  readonly range: EvidenceRange | null;
  readonly rows: readonly EvidenceRow[];
  /** Why no rows are shown; empty where some are. */
  readonly why: string;
}

/** All that the page of one verdict is made of. */
export interface FindingData {
  readonly finding: Finding;
  /** Verdicts on the same subject before, of and after its window, oldest first. */
  readonly neighbours: readonly Finding[];
  /** Verdicts of the same analyzer on other subjects of the same window. */
  readonly others: readonly Finding[];
  readonly alerts: readonly AlertRecord[];
  readonly counted: EvidenceRow;
  readonly window: EvidenceSide;
  readonly reference: EvidenceSide;
  /** What came of judging it again; null where nobody asked. */
  readonly verification: Verification | null;
  /** IANA name; UTC for a model that is not watched. */
  readonly timeZone: string;
  /** Unit of the subject, empty where none is declared. */
  readonly unit: string;
}

/** The finding of an id, or of the beginning of one (eight digits or more); null where there is none. */
export async function findFinding({ store }: AppParts, id: string): Promise<Finding | null> {
  const [whole] = id.length < 32 ? await store.query<{ id: string }>(BY_BEGINNING, { id }) : [{ id }];
  if (whole === undefined || id.length < 8) return null;
  const [finding] = await queryFindings(store, { findingIds: [whole.id], withEvidence: true, limit: 1 });
  return finding ?? null;
}

const BY_BEGINNING = "SELECT finding_id AS id FROM findings WHERE startsWith(finding_id, {id: String}) ORDER BY finding_id LIMIT 1";

/** Reads what surrounds a finding. @param again whether to judge it again */
export async function loadFinding(parts: AppParts, finding: Finding, again: boolean): Promise<FindingData> {
  const { store, models, recompute } = parts;
  const { model, analyzer, subject, windowStart, windowEnd } = finding;
  const reach = NEIGHBOURS * (windowEnd - windowStart);
  const watched = models.find(({ config }) => config.model === model);
  const [neighbours, others, alerts, counted, window, reference, verification] = await Promise.all([
    queryFindings(store, { model, analyzer, subject, from: windowStart - reach, to: windowEnd + reach }),
    queryFindings(store, { model, analyzer, from: windowStart, to: windowEnd }),
    queryAlerts(store, { model, from: windowStart, to: windowEnd }),
    queryEvidenceCount(store, windowOf(finding)),
    windowSide(parts, finding),
    referenceSide(parts, finding),
    again && recompute !== undefined ? recompute(finding) : null,
  ]);
  return {
    finding,
    neighbours: neighbours.toReversed(),
    others: others.filter((other) => other.subject !== subject && other.windowStart === windowStart),
    alerts: alerts.filter((alert) => alert.analyzer === analyzer && subjectsOf(alert).includes(subject)),
    counted,
    window,
    reference,
    verification,
    timeZone: watched?.config.timeZone ?? "UTC",
    unit: watched?.schema.features.find(({ name }) => name === subject)?.unit ?? "",
  };
}

/** The rows of the window. */
export async function windowSide({ store }: AppParts, finding: Finding): Promise<EvidenceSide> {
  const range = windowOf(finding);
  const rows = await queryEvidenceRows(store, range);
  return { name: "The window", range, rows, why: rows.length > 0 ? "" : "No row of this window is in the store any more, or none was labelled." };
}

/** The rows of the baseline where it was made from served days; of failures, load and labels those of the window before. */
export async function referenceSide({ store }: AppParts, finding: Finding): Promise<EvidenceSide> {
  const { analyzer, windowStart, windowEnd } = finding;
  if (analyzer !== "drift") {
    const range = { ...windowOf(finding), from: windowStart - (windowEnd - windowStart), to: windowStart };
    const rows = await queryEvidenceRows(store, range);
    return { name: "The window before", range, rows, why: rows.length > 0 ? "" : "No row of the window before is in the store." };
  }
  const baseline = await baselineOf(store, finding);
  const [first] = baseline?.blocks ?? [];
  const last = baseline?.blocks.at(-1);
  const name = baseline === null ? "The baseline" : `The baseline, ${baseline.name}`;
  if (baseline === null || first === undefined || last === undefined) return { name, range: null, rows: [], why: "Its baseline is not in the store any more." };
  const range = { ...windowOf(finding), from: first.start, to: Math.max(last.end, first.start + 1) };
  const rows = await queryEvidenceRows(store, range);
  return {
    name,
    range,
    rows,
    why: rows.length > 0 ? "" : `It was made from ${baseline.source}: of a file's rows only their distributions are kept, those drawn above.`,
  };
}

async function baselineOf(store: AppParts["store"], { model, inputs }: Finding): ReturnType<typeof loadBaseline> {
  const { id } = (inputs["baseline"] ?? {}) as { id?: unknown };
  return typeof id === "string" ? loadBaseline(store, { model, id }) : null;
}
