import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { saveFindings } from "../../../analyzers/findings/findings.ts";
import { errorsAnalyzer } from "../../../analyzers/errors/analyzer.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { monitoredWith } from "../decay/simulate.ts";
import { requestRow } from "./request-rows.ts";

const HOUR_MS = 3_600_000;
const START = Date.UTC(2024, 2, 4);
const HOURS = 8;
const WINDOWS = Array.from({ length: HOURS }, (_, hour) => ({ start: START + hour * HOUR_MS, end: START + (hour + 1) * HOUR_MS }));
const monitored = monitoredWith(null);

let clickhouse: TestClickHouse;

/** Hour 3: the model server is away. Hour 5: a quarter of the requests is truncated. Hour 7: nearly no traffic. */
function row(hour: number, index: number) {
  const time = START + hour * HOUR_MS + index * 60_000;
  const id = `${hour}-${index}`;
  if (hour === 3) return requestRow(id, time, { status: 502, error_class: "network", error_message: "connect ECONNREFUSED", version: "" });
  if (hour === 5 && index % 4 === 1) return requestRow(id, time, { status: 400, error_class: "badInput", error_message: "Unexpected end of JSON input" });
  return requestRow(id, time);
}

beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  const rows = WINDOWS.flatMap((_, hour) => Array.from({ length: hour === 7 ? 4 : 40 }, (__, index) => row(hour, index)));
  await clickhouse.store.insert("requests", rows);
});

afterAll(() => clickhouse[Symbol.asyncDispose]());

describe("errors on the engine", () => {
  test("the outage and the malformed hour fail with their causes, every other hour is quiet", async () => {
    const findings = await errorsAnalyzer.judge(monitored, WINDOWS, clickhouse.store, START + 9 * HOUR_MS);
    const failing = findings
      .filter(({ verdict }) => verdict === "failing")
      .map(({ windowStart, subject, cause }) => [(windowStart - START) / HOUR_MS, subject, cause]);
    expect(failing).toEqual([
      [3, "all", "upstreamDown"],
      [3, "network", "upstreamDown"],
      [5, "all", "malformedRequests"],
      [5, "badInput", "malformedRequests"],
    ]);
    expect(findings.filter(({ verdict }) => verdict === "noData").map(({ windowStart }) => windowStart)).toEqual([WINDOWS[7]?.start]);
    expect(findings.find(({ subject }) => subject === "badInput")?.summary).toContain(
      "10 of 40 requests were malformed (25.0 %; usual is 0.2 %), the first on 4 March 05:01: “Unexpected end of JSON input”",
    );
  });

  test("windows judged together and one by one, each once those before are written down, give the same verdicts", async () => {
    const together = await errorsAnalyzer.judge(monitored, WINDOWS, clickhouse.store, START);
    for (const window of WINDOWS) {
      const alone = await errorsAnalyzer.judge(monitored, [window], clickhouse.store, START);
      expect(alone).toEqual(together.filter(({ windowStart }) => windowStart === window.start));
      await saveFindings(clickhouse.store, alone);
    }
    expect(await errorsAnalyzer.judge(monitored, WINDOWS.slice(4), clickhouse.store, START)).toEqual(
      together.filter(({ windowStart }) => windowStart >= START + 4 * HOUR_MS),
    );
  });

  test("findings of the windows before that are handed over count instead of the store's", async () => {
    const window = WINDOWS[4];
    if (window === undefined) throw new Error("eight windows");
    const [all] = await errorsAnalyzer.judge(monitored, [window], clickhouse.store, START, { before: [] });
    expect(all?.evidence["usual"]).toMatchObject({ windows: 4, leftOut: 0 });
  });
});
