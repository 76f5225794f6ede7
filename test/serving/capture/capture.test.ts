import { describe, expect, test } from "vitest";
import type { InferenceRow } from "../../../collector/events/inference-row.ts";
import type { LedgerRow } from "../../../collector/events/ledger-row.ts";
import type { NodeSample } from "../../../collector/events/node-sample.ts";
import type { RequestEvent } from "../../../collector/events/request-event.ts";
import { doubling, startServer, xs } from "../support/servers.ts";
import { INFER, ledgerTotals, startTestSidecar } from "../support/sidecars.ts";
import type { TestSidecar } from "../support/sidecars.ts";

async function infer({ sidecar }: TestSidecar, body: string, headers: Record<string, string> = {}, path = INFER): Promise<number> {
  const answer = await fetch(sidecar.address + path, { method: "POST", body, headers });
  await answer.arrayBuffer();
  return answer.status;
}

const totals = ({ log }: TestSidecar) => ledgerTotals(log.rows<LedgerRow>("tidemark.ledger"));
const requests = ({ log }: TestSidecar) => log.rows<RequestEvent>("tidemark.requests");
const inferences = ({ log }: TestSidecar) => log.rows<InferenceRow>("tidemark.inferences");

describe("nothing that goes wrong with the log is felt by a client", () => {
  test("a log that never answers: requests are answered, then dropped and counted when the buffer is full", async () => {
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url }, capture: { maxBufferBytes: 8_000 }, stopTimeout: "200ms" });
    running.log.mode = "hang";
    for (let i = 0; i < 20; i++) expect(await infer(running, xs(i))).toBe(200);
    const { captureDepth, captureBytes, spooled } = running.sidecar.stats();
    expect(captureDepth).toBe(spooled);
    expect(spooled).toBeGreaterThan(0);
    expect(spooled).toBeLessThan(10);
    expect(captureBytes).toBeLessThanOrEqual(16_000);
  });

  test("a log that refuses for a while: all is told again, once, under the same numbers", async () => {
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url }, capture: { handOverEvery: "5ms" } });
    running.log.mode = "refuse";
    for (let i = 0; i < 5; i++) await infer(running, xs(i), { "x-request-id": `r${i}` });
    running.log.mode = "take";
    await running.sidecar.flush();
    expect(requests(running).map((row) => row.request_id)).toEqual(["r0", "r1", "r2", "r3", "r4"]);
    expect(running.log.topics.get("tidemark.requests")?.map((message) => message.sequence)).toEqual([1n, 2n, 3n, 4n, 5n]);
    expect(totals(running)).toMatchObject({ served: 5, captured: 5 });
  });

  test("the books balance when the log refuses until the buffer is full", async () => {
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url }, capture: { maxBufferBytes: 6_000, handOverEvery: "5ms" } });
    running.log.mode = "refuse";
    for (let i = 0; i < 10; i++) await infer(running, xs(i));
    await expect.poll(() => running.sidecar.stats().logFailing, { timeout: 20_000 }).toBe(true);
    for (let i = 0; i < 10; i++) await infer(running, xs(i));
    running.log.mode = "take";
    await running.sidecar.flush();
    const { served, captured = 0, outboxFull = 0, logUnavailable = 0 } = totals(running);
    expect(served).toBe(20);
    expect(captured + outboxFull + logUnavailable).toBe(20);
    expect(logUnavailable).toBeGreaterThan(0);
    expect(requests(running).length).toBe(captured);
  });
});

test("a body over the limit passes, is not captured and is counted", async () => {
  await using model = await startServer(doubling);
  await using running = await startTestSidecar({ upstream: { url: model.url }, capture: { maxBodyBytes: 100 } });
  expect(await infer(running, xs(...Array.from({ length: 1_000 }, (_, i) => i)))).toBe(200);
  await infer(running, xs(1), {}, "/not/a/model");
  await running.sidecar.flush();
  expect(totals(running)).toMatchObject({ served: 1, captured: 0, tooLarge: 1 });
  expect(requests(running)).toEqual([]);
});

test("an answered request that can't be read is a dead letter, counted unreadable", async () => {
  await using model = await startServer((_, response) => response.end('{"outputs": []}'));
  await using running = await startTestSidecar({ upstream: { url: model.url } });
  await infer(running, "{");
  await running.sidecar.flush();
  expect(totals(running)).toMatchObject({ served: 1, unreadable: 1 });
  expect(running.log.rows("tidemark.dead_letters")).toMatchObject([{ origin: "capture", raw: "{", reason: expect.stringContaining("not JSON") as string }]);
  expect(requests(running)).toEqual([]);
});

test("a sample is chosen by request id: the same ids every time, about as many as the share says", async () => {
  await using model = await startServer(doubling);
  const sampled = async () => {
    await using running = await startTestSidecar({ upstream: { url: model.url }, capture: { sample: 0.5 } });
    for (let i = 0; i < 40; i++) await infer(running, xs(i), { "x-request-id": `id-${i}` });
    await running.sidecar.flush();
    const { served = 0, captured = 0, sampled_out = 0 } = totals(running);
    expect(captured + sampled_out).toBe(served);
    return requests(running).map((row) => row.request_id);
  };
  const first = await sampled();
  expect(await sampled()).toEqual(first);
  expect(first.length).toBeGreaterThan(8);
  expect(first.length).toBeLessThan(32);
});

test("capture switched off: nothing is entered anywhere", async () => {
  await using model = await startServer(doubling);
  await using running = await startTestSidecar({ upstream: { url: model.url }, capture: { enabled: false } });
  expect(await infer(running, xs(1))).toBe(200);
  await running.sidecar.flush();
  expect([...running.log.topics.keys()]).toEqual([]);
});

describe("event time", () => {
  test.each([
    ["tidemark-event-time in ISO 8601", { "tidemark-event-time": "2013-01-02T03:04:05Z" }, true, 1_357_095_845_000],
    ["tidemark-event-time in epoch milliseconds", { "tidemark-event-time": "1357095845123" }, true, 1_357_095_845_123],
    ["ce-time", { "ce-time": "2013-01-02T03:04:05Z" }, true, 1_357_095_845_000],
    ["not trusted: the arrival", { "tidemark-event-time": "2013-01-02T03:04:05Z" }, false, 77_000],
    ["not a time: the arrival", { "tidemark-event-time": "yesterday" }, true, 77_000],
    ["none: the arrival", {}, true, 77_000],
  ])("%s", async (_, headers: Record<string, string>, trustEventTime, expected) => {
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url }, capture: { trustEventTime } }, { clock: { now: () => 77_000 } });
    await infer(running, xs(1), headers);
    await running.sidecar.flush();
    expect(requests(running)).toMatchObject([{ event_time: expected }]);
    expect(inferences(running)).toMatchObject([{ event_time: expected }]);
    expect(running.log.rows<LedgerRow>("tidemark.ledger")).toMatchObject([{ minute: Math.floor(expected / 60_000) * 60, served: 1 }]);
  });
});

describe("request id", () => {
  const withId = JSON.stringify({ ...(JSON.parse(xs(1)) as object), id: "body" });
  test.each([
    ["the body's goes before headers", withId, { "x-request-id": "header", "ce-id": "ce" }, "body"],
    ["x-request-id goes before ce-id", xs(1), { "x-request-id": "header", "ce-id": "ce" }, "header"],
    ["ce-id", xs(1), { "ce-id": "ce" }, "ce"],
  ])("%s", async (_, body, headers: Record<string, string>, expected) => {
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url } });
    await infer(running, body, headers);
    await running.sidecar.flush();
    expect(requests(running)).toMatchObject([{ request_id: expected }]);
  });

  test("without any: a new one, a UUID of version 7", async () => {
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url } });
    await infer(running, xs(1));
    await running.sidecar.flush();
    expect(requests(running)[0]?.request_id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });
});

test("a node tells how it is", async () => {
  await using model = await startServer(doubling);
  await using running = await startTestSidecar({ upstream: { url: model.url }, nodeSampleEvery: "150ms" });
  await expect.poll(() => running.log.rows("tidemark.node_samples").length, { timeout: 20_000 }).toBeGreaterThan(1);
  const [, sample] = running.log.rows<NodeSample>("tidemark.node_samples");
  expect(sample).toMatchObject({ node: "n1", role: "serving", queue_depth: 0, in_flight: 0 });
  expect(sample?.memory_bytes).toBeGreaterThan(sample?.heap_bytes ?? 0);
  expect(sample?.event_loop_delay_ms).toBeGreaterThan(0);
});

test("health and readiness have an address of their own, and another path on request", async () => {
  await using model = await startServer((_, response) => response.end("model"));
  await using running = await startTestSidecar({ upstream: { url: model.url }, adminPath: "/tidemark" }, { metrics: async () => "m 1\n" });
  const { address, adminAddress } = running.sidecar;
  const get = async (url: string) => (await fetch(url)).text();
  expect(await get(`${adminAddress}/tidemark/healthz`)).toBe("ok\n");
  expect(await get(`${adminAddress}/tidemark/readyz`)).toBe("ready\n");
  expect(await get(`${address}/tidemark/metrics`)).toBe("m 1\n");
  expect(await get(`${address}/tidemark/other`)).toBe("model");
  expect((await fetch(`${adminAddress}/other`)).status).toBe(404);
  await model[Symbol.asyncDispose]();
  const ready = await fetch(`${adminAddress}/tidemark/readyz`);
  expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining("ECONNREFUSED") as string]);
});

test("a body nested deeper than any stack costs itself, not the capture of others", async () => {
  await using model = await startServer((request, response) => void request.pipe(response));
  await using running = await startTestSidecar({ upstream: { url: model.url } });
  const depth = 100_000;
  await infer(running, `{"v":${'{"v":'.repeat(depth)}1${"}".repeat(depth)}}`, {}, "/predict");
  await infer(running, '{"v":1}', { "x-request-id": "after" }, "/predict");
  await running.sidecar.flush();
  const { served, captured = 0, unreadable = 0 } = totals(running);
  expect([served, captured + unreadable]).toEqual([2, 2]);
  expect(requests(running)).toContainEqual(expect.objectContaining({ request_id: "after", error_class: "" }));
});
