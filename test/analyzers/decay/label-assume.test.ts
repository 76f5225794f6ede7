import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { rangePerformance } from "../../../analyzers/baseline/range-performance.ts";
import { decayAnalyzer } from "../../../analyzers/decay/analyzer.ts";
import { earlierVerdicts } from "../../../analyzers/findings/earlier-verdicts.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { loadFindings } from "../../../analyzers/findings/findings.ts";
import { createRunner } from "../../../analyzers/monitoring/runner.ts";
import { gridOfColumn } from "../../../analyzers/statistics/sample.ts";
import { waitingForLabels } from "../../../analyzers/monitoring/waiting-for-labels.ts";
import { ReplayClock } from "../../../collector/clock.ts";
import { queryEvidenceCount, windowOf } from "../../../dashboards/read/evidence-queries.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { DAY_MS, monitoredWith } from "./simulate.ts";

const START = Date.UTC(2024, 2, 4);
const HOUR = 3_600_000;
const WINDOW = { start: START, end: START + DAY_MS };
const simulated = monitoredWith(null, { window: "1d", labelWait: "1d", minLabelled: 1 }, { labels: { assume: { after: "3d", label: 0 } } });
const monitored = { ...simulated, config: waitingForLabels(simulated.config, simulated.schema) };

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
});
afterAll(() => clickhouse[Symbol.asyncDispose]());
beforeEach(async () => {
  for (const table of ["inferences", "requests", "labels", "findings", "judged_windows"]) await clickhouse.store.command(`TRUNCATE TABLE ${table}`);
});

async function score(rows: readonly { readonly id: string; readonly time: number }[]): Promise<void> {
  const common = { model: "m", version: "1" };
  await clickhouse.store.insert(
    "inferences",
    rows.map(({ id, time }) => ({ ...common, event_time: time, received_time: time, request_id: id, row_number: 0, prediction_numbers: { p: 0.4 } })),
  );
  await clickhouse.store.insert(
    "requests",
    rows.map(({ id, time }) => ({ ...common, event_time: time, received_time: time, request_id: id, status: 200, rows: 1 })),
  );
}

interface Said {
  readonly id: string;
  readonly at: number;
  readonly label?: string;
  readonly withdrawn?: 1;
}

function say(said: readonly Said[]): Promise<void> {
  return clickhouse.store.insert(
    "labels",
    said.map(({ id, at, label = "", withdrawn = 0 }) => ({
      model: "m",
      request_id: id,
      row_number: 0,
      label,
      observed_time: at,
      received_time: at,
      withdrawn,
    })),
  );
}

/** Rows of one day: a and b are said something of, of c and f nothing, of d something on the tenth day, of e something that is taken back. */
const ROWS = ["a", "b", "c", "d", "e", "f"].map((id, hour) => ({ id, time: START + hour * 4 * HOUR }));
const SAID: readonly Said[] = [
  { id: "a", at: START + 26 * HOUR, label: "1" },
  { id: "b", at: START + 27 * HOUR, label: "0" },
  { id: "e", at: START + 28 * HOUR, label: "1" },
  { id: "e", at: START + 29 * HOUR, withdrawn: 1 },
];
const LATER: Said = { id: "d", at: START + 10 * DAY_MS, label: "1" };

const onLabels = (findings: readonly Finding[]) => findings.find(({ subject }) => subject === "labels");

test.each([
  ["two days on, nothing is assumed yet", 2, 2, 0],
  ["three days after a row was scored it counts, row by row", 3.5, 4, 2],
  ["from the horizon on all but the one that was taken back", 4, 5, 3],
  ["what is said later takes the place of what was assumed", 11, 5, 2],
])("%s", async (_, days, labelled, assumed) => {
  await score(ROWS);
  await say([...SAID, LATER]);
  const until = START + days * DAY_MS;
  const finding = onLabels(await decayAnalyzer.judge(monitored, [WINDOW], clickhouse.store, until, { labelsUntil: until }));
  expect(finding?.evidence).toMatchObject({ labelledRows: labelled, saidRows: labelled - assumed, assumedRows: assumed, predictedRows: 6 });
  if (finding === undefined) throw new Error("no finding on labels");
  // Counted now, all that was ever said is known.
  expect(await queryEvidenceCount(clickhouse.store, windowOf(finding))).toMatchObject({ rows: 6, labelled: days === 2 ? 3 : labelled });
});

test("a range's performance counts what is assumed by then", async () => {
  await score(ROWS);
  await say([...SAID, LATER]);
  const at = (now: number) => rangePerformance(clickhouse.store, monitored.schema, [WINDOW], { timeZone: "UTC", now, grid: gridOfColumn([], "p") });
  expect(await at(START + 4 * DAY_MS)).toMatchObject([{ labelled: 5, positives: 1 }]);
  expect(await at(START + 11 * DAY_MS)).toMatchObject([{ labelled: 5, positives: 2 }]);
});

test("in a replay a window is judged at the horizon, and again when something is said after it: the finding says both", async () => {
  await score(ROWS);
  await say(SAID);
  const clock = new ReplayClock(START + 2.5 * DAY_MS);
  const runner = createRunner({ store: clickhouse.store, monitored: [monitored], analyzers: [decayAnalyzer], clock });
  expect(await runner.runUntilCaughtUp()).toBe(0);
  clock.advanceTo(WINDOW.end + 3 * DAY_MS);
  expect(await runner.runUntilCaughtUp()).toBe(1);
  const judged = onLabels(await loadFindings(clickhouse.store, { model: "m" }));
  expect(judged).toMatchObject({ revision: 0, evidence: { saidRows: 2, assumedRows: 3, maturity: { share: 1 } } });
  await say([LATER]);
  clock.advanceTo(LATER.at + HOUR);
  await runner.runUntilCaughtUp();
  const revised = (await loadFindings(clickhouse.store, { model: "m", subject: "labels", to: WINDOW.end }))[0];
  expect(revised).toMatchObject({ revision: 1, evidence: { saidRows: 3, assumedRows: 2 } });
  expect(revised && earlierVerdicts(revised)).toMatchObject([{ revision: 0, rows: 5 }]);
});

test("what is said of rows stops coming: that is told, though all rows have a label, and how many of them are assumed", async () => {
  const days = Array.from({ length: 20 }, (_, day) => day);
  const rows = days.flatMap((day) => Array.from({ length: 300 }, (_, row) => ({ id: `${day}/${row}`, time: START + day * DAY_MS + row * 280_000, row, day })));
  await score(rows);
  await say(rows.filter(({ row, day }) => row % 10 === 0 && day !== 15).map(({ id, time }) => ({ id, at: time + DAY_MS, label: "1" })));
  const window = (day: number) => ({ start: START + day * DAY_MS, end: START + (day + 1) * DAY_MS });
  const findings = await decayAnalyzer.judge(monitored, [window(14), window(15), window(16)], clickhouse.store, START + 20 * DAY_MS);
  expect(findings.filter(({ subject }) => subject === "labels").map(({ verdict, cause, summary }) => [verdict, cause, summary])).toEqual([
    [
      "ok",
      null,
      "300 of 300 predicted rows have a label (100 %), 270 of them assumed to be 0 after 3d in which nothing was said; of the labels that will come 100 % should be in.",
    ],
    ["failing", "labelOutage", "Labels stopped coming, for rows of 19 March: 0 rows of the window have one where about 30 should by now."],
    [
      "ok",
      null,
      "300 of 300 predicted rows have a label (100 %), 270 of them assumed to be 0 after 3d in which nothing was said; of the labels that will come 100 % should be in.",
    ],
  ]);
});
