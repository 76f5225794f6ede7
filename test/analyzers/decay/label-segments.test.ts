import { afterAll, beforeAll, expect, test } from "vitest";
import { decayAnalyzer } from "../../../analyzers/decay/analyzer.ts";
import type { SegmentMaturity } from "../../../analyzers/decay/segment-maturity.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { DAY_MS, monitoredWith } from "./simulate.ts";

const START = Date.UTC(2024, 2, 4);
const HOUR = 3_600_000;
/** Rows a day of each region, when their labels come, and the share of them that ever get one. */
const REGIONS: Readonly<Record<string, readonly [rows: number, delayMs: number, share: number]>> = {
  EU: [120, HOUR, 1],
  US: [80, 3 * DAY_MS, 1],
  Asia: [40, HOUR, 0.5],
};
const rows = Array.from({ length: 16 }, (_, day) =>
  Object.entries(REGIONS).flatMap(([region, [count, delay, share]]) =>
    Array.from({ length: count }, (_row, row) => {
      const time = START + day * DAY_MS + row * 600_000;
      return { id: `${region}/${day}/${row}`, region, time, told: row < count * share ? time + delay : null };
    }),
  ),
).flat();
let clickhouse: TestClickHouse;

beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  const common = { model: "m", version: "1", row_number: 0 };
  await clickhouse.store.insert(
    "inferences",
    rows.map(({ id, region, time }) => ({
      ...common,
      event_time: time,
      received_time: time,
      request_id: id,
      tags: { region },
      // As many values as rows: an id is no segment.
      feature_categories: { id },
      prediction_numbers: { p: 0.4 },
    })),
  );
  await clickhouse.store.insert(
    "labels",
    rows.flatMap(({ id, told }) =>
      told === null ? [] : [{ model: "m", row_number: 0, request_id: id, label: "1", observed_time: told, received_time: told }],
    ),
  );
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

async function labelsOf(segment: string) {
  const monitored = monitoredWith(null, { window: "1d", labelWait: "1d", minLabelled: 1, minMaturity: 0.5 }, { labels: { segment } });
  const window = { start: START + 15 * DAY_MS, end: START + 16 * DAY_MS };
  const findings = await decayAnalyzer.judge(monitored, [window], clickhouse.store, START + 20 * DAY_MS);
  const finding = findings.find(({ subject }) => subject === "labels");
  return { finding, ...(finding?.evidence["maturity"] as { share: number; segments: readonly SegmentMaturity[] }) };
}

test("maturity by a declared segment: each by its own delays and its own rows that never get a label", async () => {
  const { finding, share, segments } = await labelsOf("region");
  expect(segments).toEqual([
    { segment: "EU", rows: 120, labelled: 120, share: expect.closeTo(1, 6) as number, neverLabelled: 0 },
    { segment: "US", rows: 80, labelled: 0, share: 0, neverLabelled: 0 },
    { segment: "Asia", rows: 40, labelled: 20, share: expect.closeTo(1, 6) as number, neverLabelled: 0.5 },
  ]);
  expect(share).toBeCloseTo(140 / 220, 2);
  expect(finding?.summary).toMatch(/^140 of 240 predicted rows have a label \(58\.3 %\); of the labels that will come 6\d\.\d % should be in, in US 0 %/);
});

test("of very many values the twenty most frequent are told apart, the others together", async () => {
  const { segments } = await labelsOf("id");
  expect([segments.length <= 21, segments.find(({ segment }) => segment === "(others)")?.rows]).toEqual([true, 240]);
});
