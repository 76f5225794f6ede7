import { readFileSync } from "node:fs";
import type { Store } from "../../collector/clickhouse/store.ts";
import { ERASED } from "../../collector/erasure/forget-values.ts";
import { CODE_VERSION } from "../findings/code-version.ts";
import type { Finding } from "../findings/finding.ts";
import type { RecordedInputs } from "./recorded-inputs.ts";

const ERASED_SINCE = readFileSync(new URL("./erased-since.sql", import.meta.url), "utf8");
const CAME_LATER = readFileSync(new URL("./came-later.sql", import.meta.url), "utf8");
/** How far back an analyzer may look from a window's end: 91 days of labels, sixteen windows of drift, four weeks where failing windows are left out, and the window. */
const LOOK_BACK_MS = { drift: 17, decay: 91, errors: 35, load: 35 } as const;
const DAY_MS = 86_400_000;

interface CameLater {
  readonly requests: number;
  readonly labels: number;
}

/** Why a finding cannot be told to be right or wrong, since something that it was judged by was erased on demand; null where nothing was. */
export async function erasedSince(store: Store, finding: Finding): Promise<string | null> {
  const [erased] = await store.query<{ requests: number; labels: number; time: number }>(ERASED_SINCE, lookedAt(finding));
  if (erased !== undefined && erased.requests + erased.labels > 0)
    return `${erased.requests} requests and ${erased.labels} labels of the time that it looked at were erased, last on ${new Date(erased.time).toISOString().slice(0, 10)}`;
  return JSON.stringify([finding.summary, finding.evidence]).includes(ERASED) ? "values that it tells were erased" : null;
}

/** The time that a finding's analyzer may have looked at. */
function lookedAt({ model, analyzer, windowStart, windowEnd, inputs }: Finding): { readonly model: string; readonly from: number; readonly to: number } {
  const days = analyzer === "drift" ? (LOOK_BACK_MS.drift * (windowEnd - windowStart)) / DAY_MS : LOOK_BACK_MS[analyzer];
  const { from = Infinity } = (inputs["served"] ?? {}) as { readonly from?: number };
  return { model, from: Math.min(from, windowEnd - days * DAY_MS), to: windowEnd };
}

/** Why a finding comes out otherwise now, as far as it can be known; null when it cannot. */
export async function whyDifferent(store: Store, finding: Finding, inputs: RecordedInputs, rowsNow: number): Promise<string | null> {
  const { judgedTime, rows } = finding;
  const range = { ...lookedAt(finding), judged: judgedTime, labelsUntil: inputs.labelsUntil ?? 0 };
  const [later] = await store.query<CameLater>(CAME_LATER, range);
  const reasons = [
    ...(rowsNow < rows ? [`${rows - rowsNow} of its ${rows} rows are no longer in the store`] : []),
    ...(later !== undefined && later.requests > 0 ? [`${later.requests} requests of the time that it looked at came after it was judged`] : []),
    ...(later !== undefined && later.labels > 0 ? [`${later.labels} labels came after it was judged`] : []),
    ...(inputs.codeVersion === CODE_VERSION ? [] : [`it was judged by version ${inputs.codeVersion}, this is ${CODE_VERSION}`]),
  ];
  return reasons.length === 0 ? null : reasons.join("; ");
}
