import type { Monitored } from "../../../analyzers/monitoring/analyzer.ts";
import { baselineId, fromDocument, toDocument } from "../../../analyzers/baseline/baseline-document.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { simulateRows, sumsOf } from "../decay/simulate.ts";
import { DAY, monitoredOf, randomOf, START, type DayRows } from "../drift/synthetic.ts";
import { requestRow } from "../errors/request-rows.ts";

const BASELINE_DAYS = 45;
/** The first day served. */
export const FIRST = START + BASELINE_DAYS * DAY;
const ROWS = 120;
/** Minutes between requests: ten an hour, for half a day. */
const EVERY_MS = 6 * 60_000;
const HOUR = 3_600_000;

function features(seed: number, celsius: boolean): DayRows {
  const random = randomOf(seed);
  const warmth = 35 + 5 * random.normal();
  const temperature = Array.from({ length: ROWS }, () => warmth + 2 * random.normal());
  return {
    temperature: temperature.map((value) => (celsius ? (value - 32) / 1.8 : value)),
    carrier: Array.from({ length: ROWS }, () => (random.uniform() < 0.7 ? "a" : random.uniform() < 0.6 ? "b" : "c")),
  };
}

/** A model watched by all four analyzers: numbers, categories and labels in its baseline, which is named by its hash. */
export function watchedModel(): Monitored {
  const days = Array.from({ length: BASELINE_DAYS }, (_, day) => features(day, false));
  const made = monitoredOf(days, { decay: { minLabelled: 100 } }, { temperature: "°F" });
  const labels = randomOf(7);
  const performance = days.map(() => sumsOf(simulateRows(ROWS, 0.02 * labels.normal(), () => labels.uniform())));
  const document = toDocument({ ...made.baseline, performance });
  const trainedOn = { from: "2024-01-01", to: "2024-02-14" };
  return { ...made, schema: { ...made.schema, score: "p", trainedOn }, baseline: { ...fromDocument(document), id: baselineId(document) } };
}

/** What is wrong on a day. */
export interface Trouble {
  readonly celsius?: boolean;
  /** Labels come out so much higher than the scores. */
  readonly shift?: number;
  /** In the third hour the model server is away, in the fifth it is slow. */
  readonly outage?: boolean;
}

/** Serves, captures and labels the `number`-th day after FIRST, as the collector stores it. `received`: when the requests came, default in time. */
export async function serveDay(store: Store, number: number, trouble: Trouble = {}, received?: number): Promise<void> {
  const start = FIRST + number * DAY;
  const rows = features(1000 + number, trouble.celsius === true);
  const random = randomOf(2000 + number);
  const scored = simulateRows(ROWS, trouble.shift ?? 0, () => random.uniform());
  const each = scored.map(({ score, label }, row) => {
    const id = `${number}-${row}${received === undefined ? "" : "-late"}`;
    const time = start + row * EVERY_MS + (received === undefined ? 0 : 1000);
    const hour = Math.floor((time - start) / HOUR);
    const common = { event_time: time, received_time: received ?? time, model: "m", version: "1", variant: "", request_id: id };
    const [temperature, carrier] = [rows["temperature"]?.[row] ?? 0, rows["carrier"]?.[row] ?? ""];
    const failed = trouble.outage === true && hour === 3;
    return {
      failed,
      request: requestRow(id, time, {
        received_time: common.received_time,
        total_ms: trouble.outage === true && hour === 5 ? 900 : 5,
        ...(failed ? { status: 502, error_class: "network" as const, error_message: "connect ECONNREFUSED" } : {}),
      }),
      inference: {
        ...common,
        row_number: 0,
        feature_numbers: { temperature },
        feature_categories: { carrier },
        feature_vectors: {},
        missing_features: [],
        prediction_numbers: { p: score },
        prediction_categories: {},
      },
      label: { model: "m", request_id: id, row_number: 0, label: String(label), observed_time: time + HOUR, received_time: time + HOUR, source: "test" },
    };
  });
  const answered = each.filter(({ failed }) => !failed);
  await store.insert(
    "requests",
    each.map(({ request }) => request),
  );
  await store.insert(
    "inferences",
    answered.map(({ inference }) => inference),
  );
  await store.insert(
    "labels",
    answered.map(({ label }) => label),
  );
}
