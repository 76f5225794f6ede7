import { expect, test } from "vitest";
import type { NodeSample } from "../../../collector/events/node-sample.ts";
import { doubling, startServer } from "../support/servers.ts";
import { startTestSidecar } from "../support/sidecars.ts";

test("a node tells how it is", async () => {
  await using model = await startServer(doubling);
  await using running = await startTestSidecar({ upstream: { url: model.url }, nodeSampleEvery: "150ms" });
  await expect.poll(() => running.log.rows("tidemark.node_samples").length, { timeout: 20_000 }).toBeGreaterThan(1);
  const [, sample] = running.log.rows<NodeSample>("tidemark.node_samples");
  expect(sample).toMatchObject({ node: "n1", role: "serving", queue_depth: 0, in_flight: 0 });
  expect(sample?.memory_bytes).toBeGreaterThan(sample?.heap_bytes ?? 0);
  expect(sample?.event_loop_delay_ms).toBeGreaterThan(0);
});
