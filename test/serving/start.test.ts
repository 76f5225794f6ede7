import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { servingConfig } from "../../serving/serving-config.ts";
import { doubling, startServer } from "./support/servers.ts";
import { startTestSidecar, temporaryFolder } from "./support/sidecars.ts";

test.each([
  ["nothing to serve", {}, 'expected "upstream" (a model server), "models" (a folder of ONNX files) or "events" (a logger\'s CloudEvents)'],
  ["a protocol that there is not", { upstream: { url: "http://127.0.0.1:1", protocol: "soap" } }, '"soap" is unknown; expected auto or one of '],
  ["a folder that there is not", { models: { directory: "/nowhere" } }, "loading models from /nowhere"],
  ["a folder without models", { models: { directory: join(import.meta.dirname, "wire") } }, "found none; expected <name>/<version>/model.onnx"],
])("does not start with %s, and says why", async (_, config, message) => {
  await expect(startTestSidecar(config)).rejects.toThrow(message);
});

test("does not start where the port is taken, and leaves nothing behind", async () => {
  using folder = temporaryFolder();
  await using model = await startServer(doubling);
  const { hostname, port } = new URL(model.url);
  const config = { upstream: { url: model.url }, listen: { host: hostname, port: Number(port) } };
  await expect(startTestSidecar(config, { spool: folder.path })).rejects.toThrow(`listening at ${hostname}:${port}`);
  expect(readdirSync(join(folder.path, "n1"))).toEqual([]);
});

test.each([
  ["both an upstream and models", { upstream: { url: "http://a" }, models: {} }, "expected only one of"],
  ["a share above 1", { capture: { sample: 1.5 } }, "sample"],
  ["an address that is no URL", { upstream: { url: "localhost:80" } }, "url"],
  ["a key that there is not", { captured: {} }, "captured"],
])("the section serving refuses %s", (_, config, message) => {
  const parsed = servingConfig.safeParse(config);
  expect(parsed.error?.message).toContain(message);
});

test("an empty section has every default", () => {
  expect(servingConfig.parse({})).toMatchObject({
    listen: { host: "127.0.0.1", port: 8_080 },
    maxInFlight: 1_024,
    capture: { enabled: true, sample: 1, maxBodyBytes: 1_048_576, trustEventTime: false, handOverEvery: 50 },
    nodeSampleEvery: 10_000,
  });
});
