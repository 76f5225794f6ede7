import { afterAll, beforeAll, expect, test } from "vitest";
import { decayAnalyzer } from "../../../analyzers/decay/analyzer.ts";
import { DELAY_EDGES } from "../../../analyzers/decay/maturity-curve.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { type Flight, readFlights, START, toInference, toLabel } from "./flights.ts";
import { DAY_MS, monitoredWith } from "./simulate.ts";

const DAYS = 42;
/** Flights of these days: their labels are withheld. */
const WITHHELD = [START + 33 * DAY_MS, START + 34 * DAY_MS];
const WINDOWS = Array.from({ length: 12 }, (_, day) => ({ start: START + (28 + day) * DAY_MS, end: START + (29 + day) * DAY_MS }));
const RETURNED = START + 41 * DAY_MS;
const NOW = START + DAYS * DAY_MS;
const monitored = monitoredWith(null, { window: "1d", labelWait: "1d", minLabelled: 100, minEffect: 0.25, staleAfter: "100w" });

const flights = readFlights(DAYS);
let clickhouse: TestClickHouse;

const isWithheld = ({ time }: Flight): boolean => WITHHELD.some((day) => time >= day && time < day + DAY_MS);

beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  await clickhouse.store.insert("inferences", flights.map(toInference));
  const known = flights.filter((flight) => !isWithheld(flight));
  await clickhouse.store.insert(
    "labels",
    known.flatMap((flight) => (flight.landed === null ? [] : [toLabel(flight, Math.round(flight.landed))])),
  );
});

afterAll(() => clickhouse[Symbol.asyncDispose]());

const bad = (findings: readonly Finding[]) =>
  findings
    .filter(({ verdict }) => verdict !== "ok" && verdict !== "noData")
    .map(({ subject, verdict, cause, severity, windowStart }) => ({ subject, verdict, cause, severity, windowStart }));

test("labels withheld for two days: those days' windows have one finding each, about labels, and no other window has any", async () => {
  const findings = await decayAnalyzer.judge(monitored, WINDOWS, clickhouse.store, NOW);
  const outage = { subject: "labels", verdict: "failing", cause: "labelOutage", severity: "warning" };
  expect(bad(findings)).toEqual(WITHHELD.map((windowStart) => ({ ...outage, windowStart })));
  const [first] = findings.filter(({ verdict }) => verdict === "failing");
  expect(first?.summary).toMatch(/^Labels stopped coming, for rows of 3 February: 0 rows of the window have one where about \d{3} should by now\.$/);
});

test("each window by itself, and all at once: the same findings", async () => {
  const together = await decayAnalyzer.judge(monitored, WINDOWS.slice(4, 8), clickhouse.store, NOW);
  const alone = await Promise.all(WINDOWS.slice(4, 8).map((window) => decayAnalyzer.judge(monitored, [window], clickhouse.store, NOW)));
  expect(alone.flat()).toEqual(together);
});

test("hours too: what came before them is put together by day, whichever hours are judged beside one", async () => {
  const hourly = { ...monitored, config: { ...monitored.config, decay: { ...monitored.config.decay, window: "1h" as const, minLabelled: 10 } } };
  const hours = [16, 17, 18].map((hour) => ({ start: START + 30 * DAY_MS + hour * 3_600_000, end: START + 30 * DAY_MS + (hour + 1) * 3_600_000 }));
  const together = await decayAnalyzer.judge(hourly, hours, clickhouse.store, NOW);
  const alone = await Promise.all(hours.map((window) => decayAnalyzer.judge(hourly, [window], clickhouse.store, NOW)));
  const labels = (findings: readonly Finding[]) => findings.filter(({ subject }) => subject === "labels");
  expect(labels(alone.flat())).toEqual(labels(together));
  expect(labels(together).map(({ evidence }) => (evidence["maturity"] as { share: number | null }).share)).toEqual(
    hours.map(() => expect.closeTo(1, 6) as number),
  );
});

test("the maturity that findings carry is that of the true delays", async () => {
  const last = WINDOWS.at(-1);
  const [finding] = await decayAnalyzer.judge(monitored, last === undefined ? [] : [last], clickhouse.store, NOW);
  const { share, neverLabelled, curve } = (finding?.evidence["maturity"] ?? {}) as {
    share: number;
    neverLabelled: number;
    curve: readonly { afterMs: number; share: number }[];
  };
  const before = flights.filter((flight) => flight.time < (last?.start ?? 0));
  const followed = before.filter((flight) => !isWithheld(flight));
  const trueShare = (edge: number): number => followed.filter(({ time, landed }) => landed !== null && landed - time <= edge).length / before.length;
  for (const edge of DELAY_EDGES.filter((one) => one <= DAY_MS))
    expect(curve.find(({ afterMs }) => afterMs === edge)?.share, String(edge)).toBeCloseTo(trueShare(edge), 2);
  expect(neverLabelled).toBeCloseTo(1 - trueShare(DAY_MS), 2);
  expect(share).toBeCloseTo(1, 6);
});

test("labels that come after all revise the windows: judged again they are ok, and say so by the labels until then", async () => {
  const [begin = 0] = WITHHELD;
  const again = WINDOWS.filter(({ start }) => WITHHELD.includes(start));
  await clickhouse.store.insert(
    "labels",
    flights.filter((flight) => isWithheld(flight) && flight.landed !== null).map((flight) => toLabel(flight, RETURNED)),
  );
  const inTime = await decayAnalyzer.judge(monitored, again, clickhouse.store, NOW);
  expect(bad(inTime).map(({ subject }) => subject)).toEqual(["labels", "labels"]);
  const revised = await decayAnalyzer.judge(monitored, again, clickhouse.store, NOW, { labelsUntil: NOW });
  expect(bad(revised)).toEqual([]);
  expect(revised.find(({ subject, windowStart }) => subject === "labels" && windowStart === begin)?.verdict).toBe("ok");
  expect(revised.find(({ subject, windowStart }) => subject === "accuracy" && windowStart === begin)?.verdict).toBe("ok");
});

test("a window whose labels take longer than they are waited for is not judged by those that came first", async () => {
  const soon = { ...monitored, config: { ...monitored.config, decay: { ...monitored.config.decay, labelWait: 0 } } };
  const [, , , , , , , , window] = WINDOWS;
  const early =
    window === undefined ? [] : await decayAnalyzer.judge(soon, [window], clickhouse.store, NOW, { labelsUntil: window.start + DAY_MS - 6 * 3_600_000 });
  const labels = early.find(({ subject }) => subject === "labels");
  expect(labels?.verdict).toBe("noData");
  expect(labels?.summary).toMatch(
    /^Performance cannot be judged: only \d+\.\d % of the labels that will come should be in by now; 80\.0 % needed \(decay\.minMaturity\)\.$/,
  );
});
