import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { saveFindings } from "../../../analyzers/findings/findings.ts";
import { loadAnalyzer } from "../../../analyzers/load/analyzer.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { monitoredWith } from "../decay/simulate.ts";
import { requestRow } from "../errors/request-rows.ts";

const HOUR_MS = 3_600_000;
const START = Date.UTC(2024, 2, 4);
const WINDOWS = Array.from({ length: 5 }, (_, hour) => ({ start: START + hour * HOUR_MS, end: START + (hour + 1) * HOUR_MS }));
const plain = monitoredWith(null);
const monitored = { ...plain, config: { ...plain.config, load: { ...plain.config.load, objective: { quantile: 0.95, latency: 500 } } } };

let clickhouse: TestClickHouse;

/** Hour 1: slow. Hour 2: refused for overload. Hour 3: replayed within one second of wall time, all of it slow. Hour 4: nothing. */
function row(hour: number, index: number) {
  const time = START + hour * HOUR_MS + index * 60_000;
  const id = `${hour}-${index}`;
  if (hour === 1 && index % 2 === 0) return requestRow(id, time, { total_ms: 900 });
  if (hour === 2 && index % 3 !== 0) return requestRow(id, time, { status: 503, error_class: "overload", in_flight: 250, version: "" });
  if (hour === 3) return requestRow(id, time, { total_ms: 900, received_time: START });
  return requestRow(id, time, { total_ms: index });
}

beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  await clickhouse.store.insert(
    "requests",
    [0, 1, 2, 3].flatMap((hour) => Array.from({ length: 41 }, (_, index) => row(hour, index))),
  );
  const ledger = { minute: START / 1000, model: "m", node: "n", producer: "p", served: 41, captured: 41, sampled_out: 0, dropped: {}, lost_before_log: 0 };
  await clickhouse.store.insert("ledger", [ledger]);
  const sample = {
    event_time: START,
    received_time: START,
    node: "n",
    role: "serving",
    cpu_share: 0.75,
    memory_bytes: 1,
    heap_bytes: 1,
    event_loop_delay_ms: 12,
    queue_depth: 3,
    in_flight: 2,
    consumer_lag: 0,
    probes: {},
  };
  await clickhouse.store.insert("node_samples", [sample]);
});

afterAll(() => clickhouse[Symbol.asyncDispose]());

describe("load on the engine", () => {
  test("the slow hour and the overloaded one degrade, the quiet and the paused one do not", async () => {
    const findings = await loadAnalyzer.judge(monitored, WINDOWS, clickhouse.store, START + 5 * HOUR_MS);
    const verdicts = findings.map(({ windowStart, subject, verdict, cause }) => `${(windowStart - START) / HOUR_MS} ${subject} ${verdict} ${cause ?? "-"}`);
    expect(verdicts.filter((text) => !text.includes("throughput"))).toEqual([
      "0 latency ok -",
      "0 saturation ok -",
      "1 latency degraded -",
      "1 saturation ok -",
      "2 latency ok -",
      "2 saturation degraded overload",
      "3 latency ok -",
      "3 saturation ok -",
      "4 latency noData -",
    ]);
  });

  test("quantiles, books and node samples are evidence", async () => {
    const [latency] = await loadAnalyzer.judge(monitored, WINDOWS.slice(0, 1), clickhouse.store, START);
    expect(latency?.evidence["load"]).toMatchObject({ requests: 41, judged: 41, seconds: 41, latencies: [20, 38, 39.6], maxInFlight: 3, rows: 41 });
    expect(latency?.evidence["node"]).toMatchObject({ maxCpuShare: 0.75, maxEventLoopDelayMs: 12, maxQueueDepth: 3, nodeSamples: 1 });
    expect(latency).toMatchObject({ coverage: 1, analyzer: "load", version: "1" });
  });

  test("latencies come as a histogram of eighths of octaves; without an objective a window is judged once enough came before", async () => {
    const [first] = WINDOWS;
    if (first === undefined) throw new Error("five windows");
    const judged = await loadAnalyzer.judge(plain, WINDOWS, clickhouse.store, START);
    expect(judged.filter(({ subject }) => subject === "latency").map(({ verdict }) => verdict)).toEqual(Array.from(WINDOWS, () => "noData"));
    const [row] = await clickhouse.store.query<{ histogram: readonly (readonly [number, number])[]; judged: number }>(
      readFileSync(new URL("../../../analyzers/load/window-load.sql", import.meta.url), "utf8"),
      { model: "m", version: "1", from: first.start, to: first.end, starts: [first.start], latencyMs: 500, saturation: 200 },
    );
    const expected = Map.groupBy(
      Array.from({ length: 41 }, (_, ms) => Math.ceil(8 * Math.log2(Math.max(ms, 0.01)))),
      (bucket) => bucket,
    );
    expect(row?.histogram).toEqual([...expected].map(([bucket, requests]) => [bucket, requests.length]).sort(([a = 0], [b = 0]) => a - b));
  });

  test("windows judged together and one by one give the same verdicts", async () => {
    const together = await loadAnalyzer.judge(monitored, WINDOWS, clickhouse.store, START);
    for (const window of WINDOWS) {
      const alone = await loadAnalyzer.judge(monitored, [window], clickhouse.store, START);
      expect(alone).toEqual(together.filter(({ windowStart }) => windowStart === window.start));
      await saveFindings(clickhouse.store, alone);
    }
  });
});
