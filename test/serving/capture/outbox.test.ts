import { describe, expect, test } from "vitest";
import type { LedgerRow } from "../../../collector/events/ledger-row.ts";
import type { InferenceRow } from "../../../collector/events/inference-row.ts";
import type { RequestEvent } from "../../../collector/events/request-event.ts";
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
