import { setImmediate } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { LedgerRow } from "../../../collector/events/ledger-row.ts";
import type { InferenceRow } from "../../../collector/events/inference-row.ts";
import type { RequestEvent } from "../../../collector/events/request-event.ts";
import type { LogMessage } from "../../../collector/log/log.ts";
import type { CapturedBatch } from "../../../serving/capture/captured-batch.ts";
import { Outbox } from "../../../serving/capture/outbox.ts";
import { silentLogger } from "../../../telemetry.ts";
import { MemoryLog } from "../support/memory-log.ts";
import { doubling, startServer, xs } from "../support/servers.ts";
import { infer, ledgerTotals, startTestSidecar } from "../support/sidecars.ts";
import type { TestSidecar } from "../support/sidecars.ts";

const totals = ({ log }: TestSidecar) => ledgerTotals(log.rows<LedgerRow>("tidemark.ledger"));
const ids = ({ log }: TestSidecar, topic: string) => log.rows<RequestEvent | InferenceRow>(topic).map((row) => row.request_id);

describe("what the log does not take for good", () => {
  test("a message at fault is refused alone, with the rest of its own request; its neighbours go in, once", async () => {
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url }, capture: { handOverEvery: "10s" } });
    running.log.mode = "poison";
    for (let i = 0; i < 20; i++) await infer(running, xs(i), { "x-request-id": i % 7 === 3 ? `poison-${i}` : `r${i}` });
    await running.sidecar.flush();
    const kept = Array.from({ length: 20 }, (_, i) => `r${i}`).filter((_, i) => i % 7 !== 3);
    expect(ids(running, "tidemark.requests")).toEqual(kept);
    expect(ids(running, "tidemark.inferences")).toEqual(kept);
    expect(totals(running)).toMatchObject({ served: 20, captured: 17, refused: 3 });
  });

  test("an error that trying again can't help is not waited for: logUnavailable, and the next batch goes through", async () => {
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url } });
    running.log.mode = "forbid";
    for (let i = 0; i < 3; i++) await infer(running, xs(i));
    await expect.poll(() => running.sidecar.stats().captureDepth, { timeout: 20_000 }).toBe(0);
    expect(running.sidecar.stats().logFailing).toBe(true);
    running.log.mode = "take";
    await infer(running, xs(1), { "x-request-id": "after" });
    await running.sidecar.flush();
    expect(totals(running)).toMatchObject({ served: 4, captured: 1, logUnavailable: 3 });
    expect(ids(running, "tidemark.requests")).toEqual(["after"]);
    expect(running.sidecar.stats().logFailing).toBe(false);
  });
});

describe("messages", () => {
  test("an id of 100 kB is kept short, however many rows it has", async () => {
    await using model = await startServer((request, response) => {
      request.resume().on("end", () => response.end(JSON.stringify({ predictions: Array.from({ length: 2_000 }, () => 1) })));
    });
    await using running = await startTestSidecar({ upstream: { url: model.url } });
    const body = JSON.stringify({ request_id: "i".repeat(100_000), instances: Array.from({ length: 2_000 }, () => [1]) });
    expect(await infer(running, body, {}, "/models/m/predict")).toBe(200);
    await running.sidecar.flush();
    const messages = running.log.topics.get("tidemark.inferences") ?? [];
    expect(messages.reduce((sum, { value }) => sum + value.length, 0)).toBeLessThan(2_000_000);
    expect(new Set(ids(running, "tidemark.inferences")).size).toBe(1);
    expect(ids(running, "tidemark.inferences")).toHaveLength(2_000);
    expect(Buffer.byteLength(ids(running, "tidemark.requests")[0] ?? "")).toBe(256);
  });

  test("no message is over 900,000 bytes; rows keep their order over several", async () => {
    const rows = 400;
    await using model = await startServer((request, response) => {
      request.resume().on("end", () => response.end(JSON.stringify({ predictions: Array.from({ length: rows }, (_, i) => i) })));
    });
    await using running = await startTestSidecar({ upstream: { url: model.url }, capture: { maxBodyBytes: 4_000_000 } });
    const texts = Object.fromEntries(Array.from({ length: 5 }, (_, k) => [`text${k}`, "t".repeat(1_000)]));
    const body = JSON.stringify(Array.from({ length: rows }, (_, i) => ({ i, ...texts })));
    expect(await infer(running, body, {}, "/models/m/predict")).toBe(200);
    await running.sidecar.flush();
    const messages = running.log.topics.get("tidemark.inferences") ?? [];
    expect(messages.length).toBeGreaterThan(2);
    for (const { value } of messages) expect(value.length).toBeLessThanOrEqual(900_000);
    expect(running.log.rows<InferenceRow>("tidemark.inferences").map((row) => row.row_number)).toEqual(Array.from({ length: rows }, (_, i) => i));
  });
});

/** A batch of one request, captured, in a message of so many bytes. */
function batchOf(id: number, length: number): CapturedBatch {
  const message = { topic: "tidemark.requests", key: `r${id}`, at: 0, parts: [{ exchange: 0, generation: id, length }] } as const;
  const settlements = [{ generation: id, fate: "captured", requests: 1 }] as const;
  return { id, messages: [message], settlements, refusedNames: new Map(), shapesForgotten: 0, unnamed: 0, bytes: new ArrayBuffer(length) };
}

/** Knows the bytes of each append. */
class MeasuringLog extends MemoryLog {
  readonly appends: number[] = [];

  override append(topic: string, messages: readonly LogMessage[]): Promise<void> {
    this.appends.push(messages.reduce((sum, { value }) => sum + value.length, 0));
    return super.append(topic, messages);
  }
}

describe("the outbox by itself", () => {
  const outboxOf = (log: MemoryLog) => {
    const left: number[] = [];
    return { outbox: new Outbox(log, "p", silentLogger, ({ id }) => left.push(id)), left };
  };

  test("stopped while the log is away: what waits has no fate, so that the next start tells it lost", async () => {
    const log = new MemoryLog();
    log.mode = "refuse";
    const { outbox, left } = outboxOf(log);
    outbox.add(batchOf(1, 10));
    await expect.poll(() => log.refusals, { interval: 5 }).toBe(1);
    outbox.stop();
    for (let turn = 0; turn < 10; turn++) await setImmediate();
    expect(left).toEqual([]);
    expect(outbox.holds(1)).toBe(true);
  });

  test("an append without an answer counts as a log that is away after five seconds (>), not before", async () => {
    const clock = vi.spyOn(performance, "now").mockReturnValue(1_000);
    const log = new MemoryLog();
    log.mode = "hang";
    const { outbox } = outboxOf(log);
    outbox.add(batchOf(1, 10));
    await setImmediate();
    const failingAt = (nowMs: number) => clock.mockReturnValue(nowMs) && outbox.failing;
    expect([failingAt(6_000), failingAt(6_001)]).toEqual([false, true]);
    clock.mockRestore();
  });

  test("what waits goes in appends of 8 MiB at most (<=), in order; a larger batch goes alone", async () => {
    const log = new MeasuringLog();
    const { outbox, left } = outboxOf(log);
    const sizes = [1, 4 << 20, 4 << 20, 1, 9 << 20, 1];
    for (const [id, size] of sizes.entries()) outbox.add(batchOf(id, size));
    await expect.poll(() => left).toEqual([0, 1, 2, 3, 4, 5]);
    // The first goes at once, before the others come.
    expect(log.appends).toEqual([1, 8 << 20, 1, 9 << 20, 1]);
  });
});
