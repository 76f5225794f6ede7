import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { createInstruments } from "../serving/health/serving-instruments.ts";
import { createTelemetry, silentLogger } from "../telemetry.ts";

test.each([
  ["seconds", "tidemark.work.duration", "s", "tidemark_work_duration_seconds_total"],
  ["bytes", "tidemark.work.read", "By", "tidemark_work_read_bytes_total"],
  ["a count has no unit in its name", "tidemark.work.rows", "{row}", "tidemark_work_rows_total"],
  ["none", "tidemark.work.done", "", "tidemark_work_done_total"],
  ["a name that says its unit already", "tidemark.work.bytes", "By", "tidemark_work_bytes_total"],
])("a counter's name ends in its unit and _total: %s", async (_, name, unit, expected) => {
  await using telemetry = createTelemetry(silentLogger);
  telemetry.meter.createCounter(name, { unit, description: "Work." }).add(2);
  expect(await telemetry.metrics()).toMatch(new RegExp(`^${expected}\\{[^}]*\\} 2$`, "m"));
});

const hasPromtool = spawnSync("promtool", ["--version"]).error === undefined;

test.skipIf(!hasPromtool && process.env["CI"] !== "true")("promtool finds nothing to say (skipped without promtool, Debian's package prometheus)", async () => {
  await using telemetry = createTelemetry(silentLogger);
  const instruments = createInstruments(telemetry.meter);
  instruments.observe(() => ({
    inFlight: 1,
    captureDepth: 2,
    captureBytes: 3,
    queueDepth: 4,
    spooled: 5,
    ledgerWriteFailures: 0,
    logFailing: false,
    captureRestarts: 0,
  }));
  telemetry.meter.createHistogram("http.server.request.duration", { unit: "s", description: "Duration." }).record(0.2);
  telemetry.meter.createCounter("tidemark.work.rows", { unit: "{row}", description: "Rows." }).add(1);
  const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], { input: await telemetry.metrics(), encoding: "utf8" });
  expect([status, stdout, stderr]).toEqual([0, "", ""]);
});
