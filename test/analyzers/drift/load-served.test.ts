import { afterAll, beforeAll, expect, test } from "vitest";
import type { Baseline } from "../../../analyzers/baseline/baseline.ts";
import { baselineId, toDocument } from "../../../analyzers/baseline/baseline-document.ts";
import { saveBaseline } from "../../../analyzers/baseline/baselines.ts";
import { driftAnalyzer } from "../../../analyzers/drift/analyzer.ts";
import { loadServed } from "../../../analyzers/drift/load-served.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import type { Monitored } from "../../../analyzers/monitoring/analyzer.ts";
import { verifyFindings } from "../../../analyzers/verify/verify-findings.ts";
import type { Window } from "../../../analyzers/windows/window.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { serveRows } from "../baseline/serve-rows.ts";
import { DAY, monitoredOf, randomOf, START } from "./synthetic.ts";

const [DAYS, ROWS, FIRST] = [18, 60, START + 10 * DAY] as const;
const random = randomOf(5);
const numbers = (rows: number): number[] => Array.from({ length: rows }, () => random.normal());
const timed = monitoredOf([{ x: numbers(3_000) }]);
/** As of a file without times: one block, in 1970. */
const untimed: Baseline = { ...timed.baseline, blocks: [{ start: 0, end: DAY, rows: 3_000 }] };
const monitored: Monitored = { ...timed, baseline: { ...untimed, id: baselineId(toDocument(untimed)) } };
const dayWindow = (day: number): Window => ({ start: FIRST + day * DAY, end: FIRST + (day + 1) * DAY });

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  await saveBaseline(clickhouse.store, monitored.baseline, FIRST);
  const days = Array.from({ length: DAYS }, (_, day) => numbers(ROWS).map((x, row) => ({ at: FIRST + day * DAY + row * 60_000, numbers: { x } })));
  await serveRows(clickhouse.store, "m", days.flat());
}, 180_000);
afterAll(() => clickhouse[Symbol.asyncDispose]());

test("days judged one by one and together have been taught the same, and all of it verifies", async () => {
  const { store } = clickhouse;
  const together = await driftAnalyzer.judge(monitored, [14, 15, 16, 17].map(dayWindow), store, FIRST + 20 * DAY);
  const alone: Finding[] = [];
  for (const day of [14, 15, 16, 17]) alone.push(...(await driftAnalyzer.judge(monitored, [dayWindow(day)], store, FIRST + 20 * DAY)));
  expect(alone).toEqual(together);
  expect(together.map(({ inputs }) => inputs["served"])).toEqual([14, 15, 16, 17].map((windows) => ({ windows, from: FIRST, to: FIRST + windows * DAY })));
  const verified = await verifyFindings(store, [driftAnalyzer], together);
  expect(verified.map(({ outcome, differences }) => [outcome, differences])).toEqual(together.map(() => ["verified", []]));
}, 180_000);

test.each<[string, Monitored, number]>([
  ["before two weeks", monitored, FIRST + 13 * DAY],
  ["hours", { ...monitored, config: { ...monitored.config, drift: { ...monitored.config.drift, window: "1h" } } }, FIRST + 17 * DAY],
  [
    "a baseline that ends where the window begins",
    { ...timed, baseline: { ...timed.baseline, blocks: [{ start: FIRST, end: FIRST + 17 * DAY, rows: 3_000 }] } },
    FIRST + 17 * DAY,
  ],
  [
    "a baseline with days enough",
    { ...timed, baseline: { ...timed.baseline, blocks: Array.from({ length: 28 }, () => ({ start: 0, end: DAY, rows: 100 })) } },
    FIRST + 17 * DAY,
  ],
])("%s: none is loaded", async (_, asked, by) => {
  expect(await loadServed(clickhouse.store, asked, by)).toEqual([]);
});
