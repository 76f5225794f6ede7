import { describe, expect, test } from "vitest";
import type { InferenceRow } from "../../../collector/events/inference-row.ts";
import type { LabelRow } from "../../../collector/events/label-row.ts";
import type { LedgerRow } from "../../../collector/events/ledger-row.ts";
import { modelSchema } from "../../../collector/events/model-schema.ts";
import type { RequestEvent } from "../../../collector/events/request-event.ts";
import { createTelemetry, silentLogger } from "../../../telemetry.ts";
import { startServer } from "../support/servers.ts";
import { ledgerTotals, startTestSidecar } from "../support/sidecars.ts";
import type { TestSidecar } from "../support/sidecars.ts";

/** As KServe's agent sends it (kserve/kserve pkg/logger): both halves under one id, the payload as it was. */
async function kserve({ sidecar }: TestSidecar, half: "request" | "response", id: string, body: string, more: Record<string, string> = {}): Promise<number> {
  const headers = {
    "content-type": "application/json",
    "ce-specversion": "1.0",
    "ce-id": id,
    "ce-type": `org.kubeflow.serving.inference.${half}`,
    "ce-source": "http://localhost:9081/",
    "ce-inferenceservicename": "iris",
    "ce-namespace": "ml",
    "ce-component": "predictor",
    "ce-endpoint": "default",
    ...more,
  };
  return (await fetch(sidecar.address, { method: "POST", headers, body })).status;
}

/** As Seldon's executor sends it: an id for each event, requestid for both. */
function seldon(running: TestSidecar, kind: "inference.request" | "inference.response" | "feedback", requestId: string, body: object): Promise<number> {
  const type = `io.seldon.serving.${kind}`;
  return kserve(running, "request", `${requestId}-${kind}`, JSON.stringify(body), { "ce-type": type, "ce-requestid": requestId, "ce-modelid": "classifier" });
}

const ASKED = JSON.stringify({
  instances: [
    [5.1, 3.5],
    [6.7, 3],
  ],
});
const ANSWERED = JSON.stringify({ predictions: [0, 2] });
const books = ({ log }: TestSidecar) => ledgerTotals(log.rows<LedgerRow>("tidemark.ledger"));

describe("events of a model server's logger", () => {
  test.each([
    ["request first", ["request", "response"]],
    ["answer first", ["response", "request"]],
  ] as const)("KServe's: %s", async (_, order) => {
    await using running = await startTestSidecar({ events: {} });
    for (const half of order) expect(await kserve(running, half, "e-1", half === "request" ? ASKED : ANSWERED)).toBe(202);
    await running.sidecar.flush();
    expect(running.log.rows<RequestEvent>("tidemark.requests")).toMatchObject([
      { request_id: "e-1", model: "iris", protocol: "cloudevents", rows: 2, status: 200, error_class: "", total_ms: 0 },
    ]);
    expect(running.log.rows<InferenceRow>("tidemark.inferences")).toMatchObject([
      { request_id: "e-1", row_number: 0, feature_numbers: { f0: 5.1, f1: 3.5 }, prediction_numbers: { prediction: 0 } },
      { request_id: "e-1", row_number: 1, feature_numbers: { f0: 6.7, f1: 3 }, prediction_numbers: { prediction: 2 } },
    ]);
    expect(books(running)).toMatchObject({ served: 1, captured: 1 });
  });

  test("Seldon's, joined by requestid; feedback is labels", async () => {
    await using running = await startTestSidecar({ events: {} });
    await seldon(running, "inference.request", "p-1", {
      data: {
        names: ["a", "b"],
        ndarray: [
          [1, 2],
          [3, 4],
        ],
      },
    });
    await seldon(running, "inference.response", "p-1", { data: { ndarray: [[0.5], [0.25]] } });
    await seldon(running, "feedback", "p-1", { reward: 1, truth: { data: { ndarray: [[0], [1]] } } });
    await running.sidecar.flush();
    expect(running.log.rows<InferenceRow>("tidemark.inferences")).toMatchObject([
      { request_id: "p-1", model: "classifier", feature_numbers: { a: 1, b: 2 } },
      { request_id: "p-1", model: "classifier", feature_numbers: { a: 3, b: 4 } },
    ]);
    expect(running.log.rows<LabelRow>("tidemark.labels")).toMatchObject([
      { model: "classifier", request_id: "p-1", row_number: 0, label: "0", source: "feedback" },
      { model: "classifier", request_id: "p-1", row_number: 1, label: "1", source: "feedback" },
    ]);
    expect(running.log.rows("tidemark.requests")).toHaveLength(1);
    expect(books(running)).toMatchObject({ served: 2, captured: 2 });
  });

  test("structured ones", async () => {
    await using running = await startTestSidecar({ events: {} });
    for (const half of ["request", "response"] as const) {
      const event = {
        specversion: "1.0",
        id: "s-1",
        type: `org.kubeflow.serving.inference.${half}`,
        source: "x",
        inferenceservicename: "iris",
        data: JSON.parse(half === "request" ? ASKED : ANSWERED) as unknown,
      };
      const answer = await fetch(running.sidecar.address, {
        method: "POST",
        headers: { "content-type": "application/cloudevents+json" },
        body: JSON.stringify(event),
      });
      expect(answer.status).toBe(202);
    }
    await running.sidecar.flush();
    expect(running.log.rows<InferenceRow>("tidemark.inferences")).toMatchObject([{ request_id: "s-1", model: "iris" }, { request_id: "s-1" }]);
  });

  test("the same id of another source, deployment or endpoint is another exchange", async () => {
    await using running = await startTestSidecar({ events: {} });
    await kserve(running, "request", "e-1", ASKED);
    await kserve(running, "response", "e-1", ANSWERED, { "ce-endpoint": "canary" });
    await running.sidecar.flush();
    expect([running.log.rows("tidemark.inferences"), running.sidecar.stats().queueDepth]).toEqual([[], 2]);
  });

  test.each([
    ["request", ASKED, /the answer was not logged within 300 ms/],
    ["response", ANSWERED, /the request was not logged within 300 ms/],
  ] as const)("a %s alone is unreadable, never a failure, and counted", async (half, body, why) => {
    await using telemetry = createTelemetry(silentLogger);
    await using running = await startTestSidecar({ events: { joinWithin: "300ms" } }, { meter: telemetry.meter });
    await kserve(running, half, "e-2", body);
    await expect.poll(() => running.sidecar.stats().queueDepth, { timeout: 20_000 }).toBe(0);
    await running.sidecar.flush();
    expect(books(running)).toMatchObject({ served: 1, unreadable: 1, captured: 0 });
    expect(running.log.rows<RequestEvent>("tidemark.requests")).toMatchObject([{ model: "iris", error_class: "", request_id: "e-2" }]);
    expect(running.log.rows<{ reason: string }>("tidemark.dead_letters")).toMatchObject([{ reason: expect.stringMatching(why) as string }]);
    expect(await telemetry.metrics()).toMatch(new RegExp(`tidemark_events_unpaired_total\\{.*half="${half}".*\\} 1`));
  });

  test("halves beyond maxWaiting: the oldest goes, and is counted", async () => {
    await using running = await startTestSidecar({ events: { maxWaiting: 1 } });
    await kserve(running, "request", "e-3", ASKED);
    await kserve(running, "request", "e-4", ASKED);
    await kserve(running, "response", "e-4", ANSWERED);
    await running.sidecar.flush();
    expect(books(running)).toMatchObject({ served: 2, unreadable: 1, captured: 1 });
  });

  test("an event that comes twice is one", async () => {
    await using running = await startTestSidecar({ events: {} });
    for (const half of ["request", "request", "response", "response"] as const)
      expect(await kserve(running, half, "e-5", half === "request" ? ASKED : ANSWERED)).toBe(202);
    await running.sidecar.flush();
    expect(books(running)).toMatchObject({ served: 1, captured: 1 });
  });

  test("a stop settles what still waits", async () => {
    const running = await startTestSidecar({ events: {}, stopTimeout: "60s" });
    await kserve(running, "request", "e-6", ASKED);
    await running[Symbol.asyncDispose]();
    expect(books(running)).toMatchObject({ served: 1, unreadable: 1 });
  });

  test("what is no event is refused", async () => {
    await using running = await startTestSidecar({ events: {} });
    expect((await fetch(running.sidecar.address, { method: "POST", body: ASKED })).status).toBe(400);
    expect(await kserve(running, "request", "", ASKED)).toBe(400);
    await running.sidecar.flush();
    expect(books(running)).toMatchObject({ served: 1, captured: 1 });
  });
});

describe("Seldon's feedback through the proxy is labels of the request that it is of", () => {
  const feedback = (truth: object, more: object = { response: { meta: { puid: "p-7" } } }) => JSON.stringify({ ...more, reward: 0.5, truth });
  const schemas = [modelSchema.parse({ name: "iris", task: "multiclass", classes: ["setosa", "virginica"] })];
  const cases: readonly [string, string, readonly string[], object][] = [
    ["one a row; null is none", feedback({ data: { ndarray: [["setosa"], [null], ["virginica"]] } }), ["0 setosa", "2 virginica"], { captured: 1 }],
    ["a reward alone is none", JSON.stringify({ response: { meta: { puid: "p-7" } }, reward: 1 }), [], { captured: 1 }],
    ["a class that is none of the declared ones: unreadable", feedback({ data: { ndarray: [["rose"]] } }), [], { unreadable: 1 }],
    ["without a puid: unreadable", feedback({ data: { ndarray: [["setosa"]] } }, {}), [], { unreadable: 1 }],
    ["probabilities of classes: unreadable", feedback({ data: { ndarray: [[0.1, 0.9]] } }), [], { unreadable: 1 }],
  ];
  test.each(cases)("%s", async (_, body, labels, fate) => {
    await using model = await startServer((request, response) => void request.resume().on("end", () => response.end("{}")));
    await using running = await startTestSidecar({ upstream: { url: model.url } }, { schemas });
    const url = `${running.sidecar.address}/seldon/ml/iris/api/v1.0/feedback`;
    await (await fetch(url, { method: "POST", body, headers: { "content-type": "application/json" } })).arrayBuffer();
    await running.sidecar.flush();
    expect(running.log.rows<LabelRow>("tidemark.labels").map((row) => `${row.row_number} ${row.label}`)).toEqual(labels);
    expect(running.log.rows<LabelRow>("tidemark.labels").every((row) => row.model === "iris" && row.request_id === "p-7")).toBe(true);
    expect([books(running), running.log.rows("tidemark.requests")]).toEqual([expect.objectContaining({ served: 1, ...fate }), []]);
  });
});
