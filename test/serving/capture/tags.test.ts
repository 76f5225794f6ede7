import { expect, test } from "vitest";
import type { InferenceRow } from "../../../collector/events/inference-row.ts";
import { startServer } from "../support/servers.ts";
import { infer, startTestSidecar } from "../support/sidecars.ts";

test("tags come by header and by path, are no features, and a header goes before", async () => {
  await using model = await startServer((_, response) => response.end('{"prediction": 1}'));
  const tags = [
    { name: "tenant", path: "customer.tenant" },
    { name: "tier", path: "customer.tier" },
    { name: "none", path: "customer.none" },
    { name: "object", path: "customer" },
  ];
  await using running = await startTestSidecar({ upstream: { url: model.url }, capture: { tags } });
  const body = JSON.stringify({ customer: { tenant: "a", tier: 3 }, features: [1, 2] });
  await infer(running, body, { "Tidemark-Tag-Region": "eu", "tidemark-tag-tenant": "b", "tidemark-tag-": "x" }, "/predict");
  await infer(running, '{"features": [1, 2]}', {}, "/predict");
  await running.sidecar.flush();
  const rows = running.log.rows<InferenceRow>("tidemark.inferences");
  expect(rows.map((row) => row.tags)).toEqual([{ region: "eu", tenant: "b", tier: "3" }, undefined]);
  expect(rows[0]?.feature_numbers).toEqual({ f0: 1, f1: 2 });
});

test("a request has at most sixteen tags, each of a length", async () => {
  await using model = await startServer((_, response) => response.end('{"prediction": 1}'));
  await using running = await startTestSidecar({ upstream: { url: model.url } });
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`tidemark-tag-${i}`, "v".repeat(500)]));
  await infer(running, '{"x": 1}', many, "/predict");
  await running.sidecar.flush();
  const [row] = running.log.rows<InferenceRow>("tidemark.inferences");
  expect([Object.keys(row?.tags ?? {}).length, row?.tags?.["3"]?.length]).toEqual([16, 176]);
});
