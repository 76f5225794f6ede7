import { afterAll, beforeAll, expect, test } from "vitest";
import { baselineId, toDocument } from "../../../analyzers/baseline/baseline-document.ts";
import { saveBaseline } from "../../../analyzers/baseline/baselines.ts";
import { driftAnalyzer } from "../../../analyzers/drift/analyzer.ts";
import type { Monitored } from "../../../analyzers/monitoring/analyzer.ts";
import { verifyFindings } from "../../../analyzers/verify/verify-findings.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { serveRows } from "../baseline/serve-rows.ts";
import { DAY, monitoredOf, randomOf, START } from "./synthetic.ts";

const [BASELINE_DAYS, BEFORE, ROWS] = [35, 5, 400] as const;
const random = randomOf(8);
/** Elms are tall, the others not. */
const tree = (elm: string, height: number): { readonly kind: string; readonly height: number } => {
  const kind = ["oak", "fir", elm, "yew"][Math.floor(random.uniform() * 4)] ?? "oak";
  return { kind, height: (kind === elm ? height : 10) + 2 * random.normal() };
};
const day = (elm: string, height: number) => Array.from({ length: ROWS }, () => tree(elm, height));

const plain = monitoredOf(
  Array.from({ length: BASELINE_DAYS }, () => {
    const trees = day("elm", 20);
    return { kind: trees.map(({ kind }) => kind), height: trees.map(({ height }) => height) };
  }),
);
const monitored: Monitored = { ...plain, baseline: { ...plain.baseline, id: baselineId(toDocument(plain.baseline)) } };
const FIRST = START + BASELINE_DAYS * DAY;
const windowAt = (number: number) => ({ start: FIRST + number * DAY, end: FIRST + (number + 1) * DAY });

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  await saveBaseline(clickhouse.store, monitored.baseline, FIRST);
  const days = [...Array.from({ length: BEFORE }, () => day("elm", 20)), day("zinc", 20), day("elm", 20), day("zinc", 3)];
  const rows = days.flatMap((trees, number) =>
    trees.map(({ kind, height }, row) => ({ at: FIRST + number * DAY + row * 60_000, numbers: { height }, categories: { kind } })),
  );
  await serveRows(clickhouse.store, "m", rows);
}, 180_000);
afterAll(() => clickhouse[Symbol.asyncDispose]());

test.each([
  [BEFORE, "renamedCategory", "elm seems to be called zinc now: its rows are as those of elm in height"],
  [BEFORE + 2, null, "zinc came in place of elm and is no new name of it: its rows are otherwise in height"],
])("day %i: what zinc is follows from how tall its rows are", async (number, cause, text) => {
  const findings = await driftAnalyzer.judge(monitored, [windowAt(number)], clickhouse.store, FIRST + 20 * DAY);
  const kind = findings.find(({ subject }) => subject === "kind");
  expect(kind).toMatchObject({ verdict: "drifted", cause, evidence: { causeText: text } });
  expect(kind?.summary).toContain(`; ${text}.`);
  const verified = await verifyFindings(clickhouse.store, [driftAnalyzer], findings);
  expect(verified.map(({ outcome, differences }) => [outcome, differences])).toEqual(findings.map(() => ["verified", []]));
});

test("windows judged together and one by one say the same", async () => {
  const numbers = [BEFORE, BEFORE + 1, BEFORE + 2];
  const together = await driftAnalyzer.judge(monitored, numbers.map(windowAt), clickhouse.store, FIRST + 20 * DAY);
  const alone = [];
  for (const number of numbers) alone.push(...(await driftAnalyzer.judge(monitored, [windowAt(number)], clickhouse.store, FIRST + 20 * DAY)));
  expect(alone).toEqual(together);
});
