import type { Store } from "../../../collector/clickhouse/store.ts";

/** Everything a dashboard reads, of two models over two hours, small enough to be counted by hand; the second's name has a quote in it. */
export const MODELS = ["alpha", "it's beta"] as const;
export const FROM = Date.UTC(2026, 0, 5);
export const TO = FROM + 2 * 3_600_000;
/** Nothing of these is in the period. */
const BEFORE = FROM - 2 * 86_400_000;
const MINUTE = 60_000;

type Row = Readonly<Record<string, unknown>>;

const both = <T>(make: (model: string, place: number) => readonly T[]): readonly T[] => MODELS.flatMap((model, index) => make(model, index + 1));

/** One a three minutes, 40 and 25 of them; the first ten thousandths of a second of latency are each interval's own, so that every quantile of it is that. */
export const requests = both((model, place) =>
  Array.from({ length: place === 1 ? 41 : 26 }, (_, index) => {
    const event_time = index === 0 ? BEFORE : FROM + (index - 1) * 3 * MINUTE + place;
    const error_class = place === 1 ? ({ 0: "network", 5: "clientClosed" }[index % 10] ?? "") : index % 5 === 0 ? "badInput" : "";
    return {
      event_time,
      received_time: event_time + 500 * place,
      request_id: `${place}-${index}`,
      model,
      version: index < 20 ? "1" : "2",
      error_class,
      error_message: error_class === "" ? "" : `it was ${error_class}`,
      status: { "": 200, network: 502, clientClosed: 0, badInput: 400 }[error_class] ?? 0,
      total_ms: 10 * place + Math.floor((event_time - FROM) / (10 * MINUTE)),
      queue_ms: place,
      compute_ms: 2 * place,
      upstream_ms: 4 * place,
      rows: 2,
      request_bytes: 1200 * place,
      response_bytes: 60,
      in_flight: (index * place) % 7,
    };
  }),
);

/** Of every answered request one row was captured; every fourth has no age. */
export const inferences = requests
  .filter(({ error_class }) => error_class === "")
  .map(({ event_time, received_time, request_id, model, version }, index) => ({
    event_time,
    received_time,
    request_id,
    model,
    version,
    row_number: 0,
    missing_features: index % 4 === 0 ? ["age", "city"] : index % 4 === 1 ? ["age"] : [],
  }));

export const ledger = both((model, place) =>
  Array.from({ length: 5 }, (_, index) => ({
    minute: (index === 0 ? BEFORE : FROM + (index - 1) * 30 * MINUTE) / 1000,
    model,
    node: index % 2 === 0 ? "node-1" : "node-2",
    producer: "p",
    served: 100 * place + index,
    captured: 90 * place,
    sampled_out: 5,
    dropped: index === 2 ? { outboxFull: place, tooLarge: 1 } : { outboxFull: 0 },
    lost_before_log: index === 3 ? 2 : 0,
  })),
);
export const lostInLog = [{ minute: FROM / 1000, model: "", node: "node-1", producer: "log x", lost_in_log: { requests: 3, labels: 1 } }];

/** Two windows of an hour, of each analyzer's subjects; the first verdict of each was another at revision 1. */
export const findings = both((model, place) =>
  [0, 1, 2].flatMap((hour) => {
    const window_start = hour === 2 ? BEFORE : FROM + hour * 60 * MINUTE;
    const base = {
      model,
      version: "1",
      window_start,
      window_end: window_start + 60 * MINUTE,
      judged_time: window_start + 65 * MINUTE,
      rows: 10 * place,
      coverage: hour === 0 ? 1 : 0.4 * place,
    };
    const of = (analyzer: string, subject: string, more: Row & { readonly verdict: string }) => ({
      ...base,
      finding_id: `${model} ${analyzer} ${subject} ${window_start}`,
      revision: 2,
      analyzer,
      subject,
      ...more,
    });
    const bad = hour === 1 && place === 1;
    return [
      of("drift", "age", {
        verdict: bad ? "drifted" : "ok",
        material: bad,
        cause: bad ? "trueShift" : "",
        statistic: place + hour,
        threshold: 2,
        effect: -1.5 * place,
        effect_unit: "years",
        summary: `age ${place} ${hour}`,
      }),
      of("drift", "city", {
        verdict: hour === 1 ? "noData" : "ok",
        material: false,
        cause: "",
        statistic: null,
        threshold: null,
        effect: null,
        effect_unit: "",
        summary: `city ${place} ${hour}`,
      }),
      of("decay", "calibrationGap", {
        verdict: place === 2 && hour === 1 ? "noData" : "ok",
        material: false,
        statistic: 0.5 * place,
        threshold: 2,
        cause: "",
        summary: "gap",
        evidence: JSON.stringify({ observed: 0.25 * place, predicted: 0.125 }),
      }),
      of("decay", "accuracy", {
        verdict: place === 2 ? "decayed" : "ok",
        material: false,
        statistic: 3,
        threshold: 2,
        cause: "",
        summary: "accuracy",
        evidence: JSON.stringify({ realised: { value: 0.5 + 0.125 * place } }),
      }),
      of("errors", "network", {
        verdict: bad ? "failing" : "ok",
        material: bad,
        statistic: 1,
        threshold: 2,
        cause: bad ? "upstreamDown" : "",
        summary: "network",
      }),
    ];
  }),
);

export const alerts = both((model, place) =>
  (["firing", "resolved", "pending", "firing"] as const).map((state, index) => {
    const started_time = index === 3 ? BEFORE : FROM + index * 20 * MINUTE;
    return {
      alert_id: `${model} ${index}`,
      name: "drift",
      model,
      subject: "age",
      analyzer: "drift",
      cause: "",
      state,
      started_time,
      severity: index === 0 ? "critical" : "warning",
      summary: `${state} ${index}`,
      fired_time: state === "pending" ? null : started_time + place * MINUTE,
      resolved_time: state === "resolved" ? started_time + 30 * MINUTE : null,
      updated_time: TO,
      revision: 2,
    };
  }),
);

export const notifications = alerts.flatMap(({ alert_id }, index) =>
  (["delivered", "failed", "pending"] as const).map((status) => ({
    notification_id: `${alert_id} ${status}`,
    alert_id,
    channel: index % 2 === 0 ? "email" : "slack",
    receiver: "oncall",
    status,
    event: "firing",
    attempts: 1,
    error: status === "failed" ? `refused ${index}` : "",
    event_time: index === 3 ? BEFORE : FROM + index * MINUTE,
    updated_time: TO,
    revision: 1,
  })),
);

export const labels = both((model, place) =>
  Array.from({ length: 6 * place }, (_, index) => ({
    model,
    request_id: `${place}-${index}`,
    row_number: 0,
    label: "1",
    source: "test",
    observed_time: FROM,
    received_time: index === 0 ? BEFORE : FROM + index * 7 * MINUTE,
  })),
);

export const judged = both((model, place) =>
  ["drift", "errors"].flatMap((analyzer) =>
    [0, 1].map((hour) => ({
      model,
      analyzer,
      window_start: FROM + hour * 60 * MINUTE,
      window_end: FROM + (hour + 1) * 60 * MINUTE,
      judged_time: FROM + (hour + 1) * 60 * MINUTE + place * MINUTE,
      seen: 1,
      labels: 1,
    })),
  ),
);

export const nodeSamples = ["node-1", "node-2"].flatMap((node, index) =>
  Array.from({ length: 8 }, (_, sample) => ({
    event_time: FROM + sample * 5 * MINUTE,
    received_time: FROM,
    node,
    role: "serve",
    cpu_share: 0.25 * (sample % 2) + index,
    memory_bytes: 1000 + sample,
    heap_bytes: 1,
    event_loop_delay_ms: sample,
    queue_depth: 0,
    in_flight: 0,
    consumer_lag: sample * 10,
    probes: {},
  })),
);

export const deadLetters = [0, 1, 2].map((index) => ({
  topic: "tidemark.requests",
  partition: 0,
  offset: index,
  origin: index === 0 ? "api" : "collector",
  reason: "no",
  raw: "x",
  received_time: FROM + index * 6 * MINUTE,
}));

export const pins = both((model, place) => [
  { model, name: "training", baseline_id: "b", pinned_time: FROM + place * MINUTE, since_time: FROM, pinned_by: place === 1 ? "" : "ana", alert_id: "" },
]);

/** Stores it all; every finding and alert in an older revision too, which must not count. */
export async function seedTwoModels(store: Store): Promise<void> {
  const older = (rows: readonly object[], verdict: Row): readonly object[] => rows.map((row) => ({ ...row, ...verdict, revision: 1 }));
  const tables: Readonly<Record<string, readonly object[]>> = {
    requests,
    inferences,
    labels,
    node_samples: nodeSamples,
    dead_letters: deadLetters,
    judged_windows: judged,
    baseline_pins: pins,
    notifications,
    ledger: [...ledger, ...lostInLog],
    findings: [...findings, ...older(findings, { verdict: "drifted", statistic: 99 })],
    alerts: [...alerts, ...older(alerts, { state: "pending" })],
  };
  for (const [table, rows] of Object.entries(tables)) await store.insert(table, rows);
}
