import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FAULTS } from "../../demo/faults.ts";
import type { Summary } from "../../demo/summary.ts";
import { noKafkaBecause, startKafkaBroker } from "../support/kafka-broker.ts";
import { runDemo, signalGroup, startDemo, untilSaid } from "./support/demo-process.ts";
import { readStoredRows } from "./support/stored-rows.ts";

/** Over Kafka, beside other suites on two cores, a run takes about ten minutes. */
const RUN_MS = 1_200_000;
const FURLOUGH = { from: Date.parse("2013-04-22T00:00:00-04:00"), to: Date.parse("2013-04-29T00:00:00-04:00") };

const noKafka = await noKafkaBecause();

let root: string;
let whole: Summary;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "tidemark-demo-"));
  whole = await runDemo(["--data", join(root, "whole")]);
}, RUN_MS);
afterAll(() => rm(root, { recursive: true, force: true }));

/** What two runs must agree in. */
function verdicts({ findings }: Summary): string[] {
  return findings.map(({ analyzer, model, subject, verdict, cause, since }) => [analyzer, model, subject, verdict, cause, since.slice(0, 10)].join(" ")).sort();
}

describe("the demo, whole", () => {
  test("every row that was answered is captured and stored", () => {
    const { served, captured, stored, ledger } = whole;
    expect(served).toBeGreaterThanOrEqual(50_000);
    expect({ captured, stored }).toEqual({ captured: served, stored: served });
    expect(ledger.served).toBe(ledger.captured + ledger.sampledOut + ledger.dropped + ledger.lostBeforeLog);
    expect(whole.failed).toBeGreaterThan(70);
    expect(whole.labels).toBeGreaterThan(60_000);
  });

  test("the furlough week decays, its calibration moved, and no other week does", () => {
    const decayed = whole.findings.filter(({ analyzer }) => analyzer === "decay");
    expect(decayed.map(({ subject }) => subject)).toContain("calibrationGap");
    for (const { verdict, cause, since, until, injected } of decayed) {
      expect({ verdict, cause, injected }).toEqual({ verdict: "decayed", cause: "calibrationMoved", injected: false });
      expect(Date.parse(since)).toBe(FURLOUGH.from);
      expect(Date.parse(until ?? "")).toBe(FURLOUGH.to);
    }
  });

  test.each(FAULTS)("the injected $kind is found on its day, and named", ({ from, to, expected }) => {
    const found = whole.findings.filter(({ analyzer, cause, injected }) => injected && analyzer === expected.analyzer && cause === expected.cause);
    expect(found.length).toBeGreaterThan(0);
    for (const { since, until } of found) {
      expect(Date.parse(since)).toBeLessThanOrEqual(from);
      expect(from - Date.parse(since)).toBeLessThan(86_400_000);
      expect(Date.parse(until ?? "")).toBeGreaterThanOrEqual(to);
    }
  });

  test("spring is a true shift of the temperature, never a change of unit", () => {
    const temperature = whole.findings.filter(({ subject, injected }) => subject === "temperature" && !injected);
    expect(temperature.length).toBeGreaterThan(0);
    expect(new Set(temperature.map(({ cause }) => cause))).toEqual(new Set(["trueShift"]));
    expect(Date.parse(temperature[0]?.since ?? "")).toBeGreaterThan(Date.parse("2013-03-25"));
  });

  test("alerts fire and resolve, and all four channels deliver", () => {
    expect(new Set(whole.alerts.map(({ state }) => state))).toEqual(new Set(["firing", "resolved"]));
    expect(new Set(whole.notifications.map(({ channel }) => channel))).toEqual(new Set(["email", "slack", "webhook", "retrain"]));
    expect(new Set(whole.notifications.map(({ status }) => status))).toEqual(new Set(["delivered"]));
  });
});

test.skipIf(noKafka !== undefined)(
  `on the real Kafka broker: the same counts and findings${noKafka === undefined ? "" : ` (skipped: ${noKafka})`}`,
  async () => {
    await using broker = await startKafkaBroker();
    const overKafka = await runDemo(["--kafka", broker.brokers, "--data", join(root, "kafka")]);
    const { served, captured, stored, labels } = whole;
    expect(overKafka).toMatchObject({ served, captured, stored, labels });
    expect(verdicts(overKafka)).toEqual(verdicts(whole));
  },
  RUN_MS,
);

test(
  "kill -9 of the whole group in the middle, started again: exactly the rows of a run without the kill",
  async () => {
    const data = join(root, "killed");
    const until = Date.parse("2013-03-06T00:00:00-05:00");
    for (const [said, thenMs] of [
      ["Watching", 2_000],
      ["Watching", 4_500],
    ] as const) {
      const child = startDemo(["--data", data, "--until", "2013-03-05"]);
      await untilSaid(child, said);
      await sleep(thenMs);
      // It was in the middle: one that had come to its end would have a code.
      expect(await signalGroup(child, "SIGKILL")).toBeNull();
    }
    const summary = await runDemo(["--data", data, "--until", "2013-03-05"]);
    const [killed, unharmed] = [await readStoredRows(data, until), await readStoredRows(join(root, "whole"), until)];
    const { lostBeforeLog, ...rows } = killed;
    expect(rows).toEqual({
      rows: unharmed.rows,
      different: unharmed.rows,
      contents: unharmed.contents,
      rolledUp: unharmed.rolledUp,
      labels: unharmed.labels,
      labelContents: unharmed.labelContents,
    });
    expect(rows.labels).toBeGreaterThan(0);
    expect(summary.stored).toBe(unharmed.rows);
    // What was served twice had been lost before the log, and the books say so.
    expect(summary.ledger.servedTwice).toBeLessThanOrEqual(lostBeforeLog);
  },
  RUN_MS,
);

test(
  "Ctrl-C in the middle ends it in order, with code 0 and nothing lost",
  async () => {
    const data = join(root, "stopped");
    const child = startDemo(["--data", data, "--until", "2013-02-25"]);
    await untilSaid(child, "Watching");
    await sleep(2_500);
    expect(await signalGroup(child, "SIGINT")).toBe(0);
    const summary = await runDemo(["--data", data, "--until", "2013-02-25"]);
    expect(summary.ledger).toMatchObject({ lostBeforeLog: 0, servedTwice: 0 });
    expect(summary.stored).toBe(summary.served);
  },
  RUN_MS,
);
