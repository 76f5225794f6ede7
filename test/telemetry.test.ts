import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
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

test("the service is called tidemark", async () => {
  await using telemetry = createTelemetry(silentLogger);
  telemetry.meter.createCounter("tidemark.work.rows", { description: "Work." }).add(1);
  expect(await telemetry.metrics()).toMatch(/^target_info\{[^}]*service_name="tidemark"/m);
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

const RULES = join(import.meta.dirname, "../deploy/prometheus/tidemark.rules.yml");

test.skipIf(!hasPromtool && process.env["CI"] !== "true")(
  "promtool takes the rules for Prometheus, and they fire when they should (skipped without promtool)",
  () => {
    const run = (...args: string[]) => spawnSync("promtool", args, { encoding: "utf8", cwd: join(import.meta.dirname, "support") });
    const checked = run("check", "rules", RULES);
    expect([checked.status, checked.stderr]).toEqual([0, ""]);
    const tested = run("test", "rules", "tidemark.rules.test.yml");
    expect([tested.status, tested.stdout + tested.stderr]).toEqual([0, expect.stringContaining("SUCCESS") as string]);
  },
);

test("every metric of the rules is one that docs/operations.md names", () => {
  const names = new Set(readFileSync(RULES, "utf8").match(/\btidemark_\w+/g));
  const documented = readFileSync(join(import.meta.dirname, "../docs/operations.md"), "utf8");
  expect([...names].filter((name) => !documented.includes(`\`${name.replace(/_(bucket|count|sum)$/, "")}`))).toEqual([]);
});

test.skipIf(!existsSync("/dev/full"))("a log on a full disk ends nobody: the line is lost, the next one is tried", () => {
  const script = `import { createLogger } from ${JSON.stringify(join(import.meta.dirname, "..", "telemetry.ts"))};
    const logger = createLogger(process.stderr);
    logger.info("one");
    setTimeout(() => { logger.info("two"); setTimeout(() => console.log("still here"), 50); }, 50);`;
  const full = openSync("/dev/full", "w");
  const { status, stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", full], encoding: "utf8" });
  closeSync(full);
  expect([status, stdout]).toEqual([0, "still here\n"]);
});
