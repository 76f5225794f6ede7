import { readFileSync } from "node:fs";
import type { Store } from "../../collector/clickhouse/store.ts";
import { CODE_VERSION } from "../findings/code-version.ts";
import type { Finding } from "../findings/finding.ts";
import type { RecordedInputs } from "./recorded-inputs.ts";

const CAME_LATER = readFileSync(new URL("./came-later.sql", import.meta.url), "utf8");
/** How far back an analyzer may look from a window's end: 91 days of labels, sixteen windows of drift, four weeks where failing windows are left out, and the window. */
const LOOK_BACK_MS = { drift: 17, decay: 91, errors: 35, load: 35 } as const;
const DAY_MS = 86_400_000;

interface CameLater {
  readonly requests: number;
  readonly labels: number;
}

/** Why a finding comes out otherwise now, as far as it can be known; null when it cannot. */
export async function whyDifferent(store: Store, finding: Finding, inputs: RecordedInputs, rowsNow: number): Promise<string | null> {
  const { model, analyzer, windowStart, windowEnd, judgedTime, rows } = finding;
  const days = analyzer === "drift" ? (LOOK_BACK_MS.drift * (windowEnd - windowStart)) / DAY_MS : LOOK_BACK_MS[analyzer];
  const range = { model, from: windowEnd - days * DAY_MS, to: windowEnd, judged: judgedTime, labelsUntil: inputs.labelsUntil ?? 0 };
  const [later] = await store.query<CameLater>(CAME_LATER, range);
  const reasons = [
    ...(rowsNow < rows ? [`${rows - rowsNow} of its ${rows} rows are no longer in the store`] : []),
    ...(later !== undefined && later.requests > 0 ? [`${later.requests} requests of the time that it looked at came after it was judged`] : []),
    ...(later !== undefined && later.labels > 0 ? [`${later.labels} labels came after it was judged`] : []),
    ...(inputs.codeVersion === CODE_VERSION ? [] : [`it was judged by version ${inputs.codeVersion}, this is ${CODE_VERSION}`]),
  ];
  return reasons.length === 0 ? null : reasons.join("; ");
}
