import { describe, expect, test } from "vitest";
import type { InferenceRow } from "../../../collector/events/inference-row.ts";
import { modelSchema } from "../../../collector/events/model-schema.ts";
import type { LedgerRow } from "../../../collector/events/ledger-row.ts";
import type { RequestEvent } from "../../../collector/events/request-event.ts";
import { silentLogger } from "../../../telemetry.ts";
import { doubling, startServer, xs } from "../support/servers.ts";
import { infer, ledgerTotals, startTestSidecar } from "../support/sidecars.ts";
import type { TestSidecar } from "../support/sidecars.ts";

const totals = ({ log }: TestSidecar) => ledgerTotals(log.rows<LedgerRow>("tidemark.ledger"));
const requests = ({ log }: TestSidecar) => log.rows<RequestEvent>("tidemark.requests");

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
    await expect.poll(() => running.log.refusals, { timeout: 20_000 }).toBeGreaterThan(1);
    running.log.mode = "take";
    await running.sidecar.flush();
    expect(requests(running).map((row) => row.request_id)).toEqual(["r0", "r1", "r2", "r3", "r4"]);
    const numbers = running.log.topics.get("tidemark.requests")?.map((message) => message.sequence) ?? [];
    expect(numbers).toEqual(numbers.map((_, i) => BigInt(i + 1)));
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

test("a body over the limit passes and is counted; what is known without it is stored", async () => {
  await using model = await startServer(doubling);
  await using running = await startTestSidecar({ upstream: { url: model.url }, capture: { maxBodyBytes: 100 } });
  const body = xs(...Array.from({ length: 1_000 }, (_, i) => i));
  expect(await infer(running, body, { "x-request-id": "large" })).toBe(200);
  await running.sidecar.flush();
  expect(totals(running)).toMatchObject({ served: 1, captured: 0, tooLarge: 1 });
  expect(requests(running)).toMatchObject([{ request_id: "large", model: "double", status: 200, error_class: "", rows: 0, request_bytes: body.length }]);
  expect(running.log.rows("tidemark.dead_letters")).toEqual([]);
});

test("nothing at a path, and no model in it: nobody's bad input, and no model's", async () => {
  await using model = await startServer((_, response) => response.writeHead(404).end('{"detail":"Not Found"}'));
  await using running = await startTestSidecar({ upstream: { url: model.url } });
  expect(await infer(running, "{}", {}, "/predict")).toBe(404);
  expect(await infer(running, "{}", {}, "/not/a/model")).toBe(404);
  expect(await infer(running, xs(1))).toBe(404);
  await running.sidecar.flush();
  expect(requests(running)).toMatchObject([{ model: "other", status: 404, error_class: "badInput" }]);
  expect(totals(running)).toMatchObject({ served: 1, captured: 1 });
});

test("what is answered and not understood is counted unreadable, no failure; a minute has one example of each kind in dead letters", async () => {
  await using model = await startServer((_, response) => response.end('{"outputs": []}'));
  await using running = await startTestSidecar({ upstream: { url: model.url } });
  for (let i = 0; i < 3; i++) await infer(running, "{");
  await running.sidecar.flush();
  expect(totals(running)).toMatchObject({ served: 3, captured: 0, unreadable: 3 });
  expect(running.log.rows("tidemark.dead_letters")).toMatchObject([
    { origin: "capture", raw: "{", reason: expect.stringMatching(/^POST \/v2\/models\/double\/infer: .*not JSON/) as string },
  ]);
  expect(requests(running)).toMatchObject(Array.from({ length: 3 }, () => ({ status: 200, error_class: "", rows: 0 })));
  expect(running.log.rows("tidemark.inferences")).toEqual([]);
});

test("one NaN in an answer loses that value, not the rows", async () => {
  await using model = await startServer((_, response) => response.end('{"predictions": [{"score": NaN}, {"score": 0.51}]}'));
  await using running = await startTestSidecar({ upstream: { url: model.url } });
  await infer(running, '{"instances": [{"tenure": 1}, {"tenure": 2}]}', {}, "/v1/models/churn:predict");
  await running.sidecar.flush();
  expect(requests(running)).toMatchObject([{ model: "churn", rows: 2, error_class: "badOutput" }]);
  expect(running.log.rows("tidemark.inferences")).toMatchObject([
    { row_number: 0, feature_numbers: { tenure: 1 }, prediction_numbers: {} },
    { row_number: 1, feature_numbers: { tenure: 2 }, prediction_numbers: { score: 0.51 } },
  ]);
  expect(totals(running)).toMatchObject({ served: 1, captured: 1 });
});

describe("a request that names no model", () => {
  const schema = (name: string) => modelSchema.parse({ name, task: "regression" });
  test.each([
    ["one is declared: it is that one's", [schema("churn")], "churn", 0],
    ["several are: it has none, and the log says what to set", [schema("churn"), schema("fraud")], "", 1],
  ])("%s", async (_, schemas, expected, warnings) => {
    await using model = await startServer((_, response) => response.end('{"prediction": 1}'));
    const said: string[] = [];
    const logger = { ...silentLogger, warn: (message: string) => void said.push(message) };
    await using running = await startTestSidecar({ upstream: { url: model.url } }, { schemas, logger });
    await infer(running, '{"tenure": 1}', {}, "/predict");
    await infer(running, '{"tenure": 1}', {}, "/predict");
    await running.sidecar.flush();
    expect(requests(running).map((row) => row.model)).toEqual([expected, expected]);
    expect([...new Set(running.log.rows<LedgerRow>("tidemark.ledger").map((row) => row.model))]).toEqual([expected]);
    expect(said.filter((message) => message.includes("set serving.upstream.model")).length).toBe(warnings);
  });
});

test("a sample is chosen by request id: the same ids every time, about as many as the share says; each request leaves its own row", async () => {
  await using model = await startServer(doubling);
  const sampled = async () => {
    await using running = await startTestSidecar({ upstream: { url: model.url }, capture: { sample: 0.5 } });
    for (let i = 0; i < 40; i++) await infer(running, xs(i), { "x-request-id": `id-${i}` });
    await running.sidecar.flush();
    const { served = 0, captured = 0, sampled_out = 0 } = totals(running);
    expect(captured + sampled_out).toBe(served);
    expect(requests(running).length).toBe(40);
    const ids = running.log.rows<InferenceRow>("tidemark.inferences").map((row) => row.request_id);
    expect(ids.length).toBe(captured);
    return ids;
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
