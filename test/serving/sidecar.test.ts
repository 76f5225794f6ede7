import { expect, test } from "vitest";
import type { InferenceRow } from "../../collector/events/inference-row.ts";
import type { LedgerRow } from "../../collector/events/ledger-row.ts";
import type { RequestEvent } from "../../collector/events/request-event.ts";
import { doubling, startServer, xs } from "./support/servers.ts";
import { INFER, ledgerTotals, startTestSidecar } from "./support/sidecars.ts";

test("a request through the proxy becomes one request row and one row a scored row", async () => {
  await using model = await startServer(doubling);
  await using running = await startTestSidecar({ upstream: { url: model.url } });
  const headers = { "content-type": "application/json", "x-request-id": "r-1", traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
  const answer = await fetch(running.sidecar.address + INFER, { method: "POST", body: xs(1, null), headers });
  expect(await answer.json()).toMatchObject({ outputs: [{ name: "y", data: [2, 0] }] });
  await running.sidecar.flush();
  expect(running.log.rows<RequestEvent>("tidemark.requests")).toMatchObject([
    {
      request_id: "r-1",
      model: "double",
      version: "3",
      node: "n1",
      protocol: "open-inference",
      status: 200,
      error_class: "",
      rows: 2,
      trace_id: "0af7651916cd43dd8448eb211c80319c",
    },
  ]);
  expect(running.log.rows<InferenceRow>("tidemark.inferences")).toMatchObject([
    { request_id: "r-1", row_number: 0, feature_numbers: { x: 1 }, missing_features: [], prediction_numbers: { y: 2 } },
    { request_id: "r-1", row_number: 1, feature_numbers: {}, missing_features: ["x"], prediction_numbers: { y: 0 } },
  ]);
  expect(running.log.topics.get("tidemark.requests")?.[0]).toMatchObject({ key: "r-1", sequence: 1n, traceparent: headers.traceparent });
  expect(ledgerTotals(running.log.rows<LedgerRow>("tidemark.ledger"))).toMatchObject({ served: 1, captured: 1 });
  expect(running.sidecar.stats()).toMatchObject({ inFlight: 0, captureDepth: 0, captureBytes: 0, spooled: 0 });
});
