import { expect, test } from "vitest";
import { startServer } from "../support/servers.ts";
import { startTestSidecar } from "../support/sidecars.ts";

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
