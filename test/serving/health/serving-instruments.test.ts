import { expect, test } from "vitest";
import { createTelemetry, silentLogger } from "../../../telemetry.ts";
import { doubling, startServer, xs } from "../support/servers.ts";
import { infer, startTestSidecar } from "../support/sidecars.ts";

test("a sidecar measures itself", async () => {
  await using telemetry = createTelemetry(silentLogger);
  await using model = await startServer(doubling);
  await using running = await startTestSidecar({ upstream: { url: model.url } }, { meter: telemetry.meter });
  await infer(running, xs(1));
  await running.sidecar.flush();
  const text = await telemetry.metrics();
  expect(text).toMatch(/http_server_request_duration_seconds_count\{[^}]*http_response_status_code="200"[^}]*tidemark_model="double"[^}]*\} 1/);
  expect(text).toMatch(/http_client_request_duration_seconds_count\{[^}]*\} 1/);
  for (const gauge of ["tidemark_serving_in_flight", "tidemark_capture_depth", "tidemark_capture_buffer_bytes", "tidemark_ledger_spooled"])
    expect(text).toMatch(new RegExp(`^${gauge}(\\{.*\\})? 0`, "m"));
});
