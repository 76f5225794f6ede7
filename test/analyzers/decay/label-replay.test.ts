import { afterAll, beforeAll, expect, test } from "vitest";
import { earlierVerdicts } from "../../../analyzers/findings/earlier-verdicts.ts";
import { episodesOf, isBad } from "../../../analyzers/findings/episodes.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { loadFindings } from "../../../analyzers/findings/findings.ts";
import { verifyFindings } from "../../../analyzers/verify/verify-findings.ts";
import { baselineId, toDocument } from "../../../analyzers/baseline/baseline-document.ts";
import { saveBaseline } from "../../../analyzers/baseline/baselines.ts";
import { ReplayClock } from "../../../collector/clock.ts";
import { ALL_ANALYZERS, createAnalysis } from "../../../commands/lib/analysis.ts";
import { createPlatform } from "../../../commands/lib/platform.ts";
import { parseConfig } from "../../../config/config.ts";
import { createApp } from "../../../dashboards/app.ts";
import { silentLogger } from "../../../telemetry.ts";
import { testParts } from "../../dashboards/support/test-parts.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { type Flight, readFlights, START, toInference, toLabel } from "./flights.ts";
import { DAY_MS, monitoredWith } from "./simulate.ts";

/** New York's flights day by day, judged as `tidemark up` judges them, by a clock that goes through 2013. */
const DAYS = 18;
const LIVE = 12;
/** The labels of these days' flights come on day 16. */
const WITHHELD = [12, 13];
const RETURNED = START + 16 * DAY_MS;
const simulated = monitoredWith(null, { window: "1d", labelWait: "1d", minLabelled: 100, minEffect: 0.25, staleAfter: "100w" });
const { config } = simulated;
const baseline = { ...simulated.baseline, id: baselineId(toDocument(simulated.baseline)) };
/** All of them by the day: only decay has something to say. */
const days = { errors: { ...config.errors, window: "1d" }, load: { ...config.load, window: "1d" }, drift: { ...config.drift, window: "1d" } } as const;
const monitored = { ...simulated, baseline, config: { ...config, ...days } };
const watched = {
  ...monitored,
  baselines: {
    initial: baseline,
    forWindows: (windows: readonly unknown[]) => Promise.resolve(windows.map(() => baseline)),
    pinnedRuns: <Window>(windows: readonly Window[]) => Promise.resolve([windows]),
    shortfall: () => null,
  },
};
const flights = readFlights(DAYS);
const clock = new ReplayClock(START);
const stack = new AsyncDisposableStack();
let clickhouse: TestClickHouse;
/** What was known of the withheld days' windows before their labels came. */
let before: readonly Finding[] = [];

const dayOf = (time: number): number => Math.floor((time - START) / DAY_MS);
const told = (flight: Flight): number => (WITHHELD.includes(dayOf(flight.time)) ? RETURNED : Math.round(flight.landed ?? Infinity));
const isWithheld = ({ windowStart }: Finding): boolean => WITHHELD.includes(dayOf(windowStart));
const landedOn = (day: number): number => flights.filter(({ time, landed }) => time >= day && time < day + DAY_MS && landed !== null).length;
const decays = () => loadFindings(clickhouse.store, { model: "m", analyzer: "decay" });

beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  const { store } = clickhouse;
  await saveBaseline(store, baseline, START);
  const judging = createAnalysis(createPlatform(await parseConfig("", "none"), silentLogger, stack, clock), store, [watched]);
  let since = 0;
  for (let day = LIVE; day <= DAYS; day++) {
    const now = START + day * DAY_MS;
    if (now > RETURNED && before.length === 0) before = await decays();
    const scored = flights.filter(({ time }) => time >= since && time < now);
    await store.insert("inferences", scored.map(toInference));
    await store.insert(
      "requests",
      scored.map(({ id, time }) => ({ event_time: time, received_time: time, request_id: id, model: "m", version: "1", status: 200, rows: 1 })),
    );
    await store.insert(
      "labels",
      flights.flatMap((flight) => (flight.landed !== null && told(flight) >= since && told(flight) < now ? [toLabel(flight, told(flight))] : [])),
    );
    clock.advanceTo(now);
    await judging.runUntilCaughtUp();
    since = now;
  }
}, 180_000);

afterAll(async () => {
  await stack.disposeAsync();
  await clickhouse[Symbol.asyncDispose]();
});

test("labels withheld for two days raise exactly one finding while they are away, about labels, over all that is judged", () => {
  const episodes = episodesOf(before, RETURNED);
  expect(episodes.map(({ subject, verdict, cause, since, until }) => ({ subject, verdict, cause, since: dayOf(since), until: until && dayOf(until) }))).toEqual(
    [{ subject: "labels", verdict: "failing", cause: "labelOutage", since: 12, until: 14 }],
  );
  expect(before.filter(isBad).map(({ windowStart }) => dayOf(windowStart))).toEqual(WITHHELD);
});

test("once they come, their windows are judged again by them, and what was said before stays with the finding", async () => {
  const after = await decays();
  expect(after.filter(isBad)).toEqual([]);
  for (const finding of after.filter((one) => isWithheld(one) && one.subject === "labels")) {
    expect([finding.verdict, finding.revision, finding.rows]).toEqual(["ok", 1, landedOn(finding.windowStart)]);
    const [first] = earlierVerdicts(finding);
    expect(first).toMatchObject({ revision: 0, verdict: "failing", cause: "labelOutage", rows: 0 });
    expect(first?.summary).toMatch(/^Labels stopped coming, for rows of/);
    const page = await (await createApp(testParts(clickhouse.store, { models: [monitored] })).request(`/findings/${finding.findingId}`)).text();
    expect(page).toContain("What it said before");
    expect(page).toContain("Labels stopped coming, for rows of");
  }
  expect(after.some((one) => isWithheld(one) && one.subject === "accuracy" && one.verdict === "ok")).toBe(true);
});

test("a label that is revised has its window judged again, and the finding says what it said before", async () => {
  const { store } = clickhouse;
  const day = START + 15 * DAY_MS;
  const accuracyOf = async () => (await decays()).find(({ subject, windowStart }) => subject === "accuracy" && windowStart === day);
  const known = await accuracyOf();
  const wrong = flights.filter(({ time, landed, score, late }) => dayOf(time) === 15 && landed !== null && score >= 0.5 === late).slice(0, 50);
  clock.advanceTo(START + DAYS * DAY_MS + 3_600_000);
  await store.insert(
    "labels",
    wrong.map((flight) => toLabel({ ...flight, late: !flight.late }, clock.now())),
  );
  await createAnalysis(createPlatform(await parseConfig("", "none"), silentLogger, stack, clock), store, [watched]).runUntilCaughtUp();
  const revised = await accuracyOf();
  expect([known?.revision, revised?.revision, revised?.rows]).toEqual([0, 1, known?.rows]);
  const realised = (finding: Finding | undefined): number => (finding?.evidence["realised"] as { value: number } | undefined)?.value ?? Number.NaN;
  expect(realised(revised)).toBeCloseTo(realised(known) - 50 / (known?.rows ?? 0), 10);
  expect(revised && earlierVerdicts(revised)).toEqual([expect.objectContaining({ revision: 0, summary: known?.summary })]);
});

test("what was judged again is verified by the labels known then", async () => {
  const all = (await decays()).filter(({ revision, subject }) => revision > 0 && (subject === "labels" || subject === "accuracy"));
  expect(all.length).toBeGreaterThan(3);
  const verified = await verifyFindings(clickhouse.store, ALL_ANALYZERS, all);
  expect(verified.map(({ outcome, differences }) => [outcome, differences])).toEqual(all.map(() => ["verified", []]));
});
