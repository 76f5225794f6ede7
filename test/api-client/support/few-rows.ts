import type { Store } from "../../../collector/clickhouse/store.ts";

const HOUR = 3_600_000;
const FROM = Date.UTC(2026, 0, 5);

/** A model with three verdicts and one alert that fires: enough for every list of the API. */
export async function seedFewRows(store: Store): Promise<void> {
  const model = "flight-delay";
  await store.insert(
    "findings",
    [0, 1, 2].map((hour) => ({
      finding_id: `f${hour}`,
      revision: 1,
      analyzer: "drift",
      model,
      version: "1",
      subject: "carrier",
      window_start: FROM + hour * HOUR,
      window_end: FROM + (hour + 1) * HOUR,
      judged_time: FROM + (hour + 1) * HOUR,
      verdict: "drifted",
      material: true,
      severity: "warning",
      cause: "renamedCategory",
      summary: "carrier has renamed categories",
      statistic: 0.5,
      statistic_name: "chi-square",
      threshold: 0.1,
      threshold_source: "budget",
      coverage: 1,
      rows: 100,
      evidence: "{}",
      inputs: "{}",
    })),
  );
  const alert = { alert_id: "a1", name: "drift", model, subject: "carrier", analyzer: "drift", cause: "renamedCategory", severity: "warning" };
  const times = { started_time: FROM, fired_time: FROM + HOUR, resolved_time: null, updated_time: FROM + HOUR };
  await store.insert("alerts", [{ ...alert, ...times, state: "firing", summary: "carrier has renamed categories", revision: 1, labels: {} }]);
}
