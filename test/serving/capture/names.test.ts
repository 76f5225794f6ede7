import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { InferenceRow } from "../../../collector/events/inference-row.ts";
import type { LedgerRow } from "../../../collector/events/ledger-row.ts";
import { modelSchema } from "../../../collector/events/model-schema.ts";
import type { RequestEvent } from "../../../collector/events/request-event.ts";
import { NameCaps } from "../../../serving/capture/name-caps.ts";
import { createTelemetry, silentLogger } from "../../../telemetry.ts";
import { doubling, startServer, xs } from "../support/servers.ts";
import type { TestServer } from "../support/servers.ts";
import { infer, startTestSidecar, temporaryFolder } from "../support/sidecars.ts";
import type { TestSidecar } from "../support/sidecars.ts";

const models = ({ log }: TestSidecar) => log.rows<RequestEvent>("tidemark.requests").map((row) => row.model);
const booked = ({ log }: TestSidecar) => new Set(log.rows<LedgerRow>("tidemark.ledger").map((row) => row.model));
const path = (model: string, version?: string) => `/v2/models/${model}${version === undefined ? "" : `/versions/${version}`}/infer`;

/** Knows the model "double" and those that begin with "m". */
const choosy = (): Promise<TestServer> =>
  startServer((request, response) => {
    if (/models\/(double|m)/.test(request.url ?? "")) return doubling(request, response);
    request.resume();
    return response.writeHead(404).end('{"error":"no such model"}');
  });

describe("a name in a path becomes a model", () => {
  test("when it has answered well: made-up ones are one, in rows, books and metrics", async () => {
    await using telemetry = createTelemetry(silentLogger);
    await using server = await choosy();
    await using running = await startTestSidecar({ upstream: { url: server.url } }, { meter: telemetry.meter });
    for (let i = 0; i < 50; i++) await infer(running, xs(1), {}, path(`nothing-${i}`));
    await infer(running, xs(1));
    await running.sidecar.flush();
    expect([...new Set(models(running))].toSorted()).toEqual(["double", "other"]);
    expect(booked(running)).toEqual(new Set(["other", "double"]));
    expect(await telemetry.metrics()).not.toContain("nothing-");
  });

  test("when it is declared, even while it fails", async () => {
    await using server = await choosy();
    const schemas = [modelSchema.parse({ name: "absent", task: "regression" })];
    await using running = await startTestSidecar({ upstream: { url: server.url } }, { schemas });
    await infer(running, xs(1), {}, path("absent"));
    await running.sidecar.flush();
    expect(models(running)).toEqual(["absent"]);
  });

  test("up to maxModels; and stays one over a restart beside a server that is down", async () => {
    using spool = temporaryFolder();
    await using server = await choosy();
    const config = { upstream: { url: server.url }, capture: { maxModels: 2 } };
    {
      await using running = await startTestSidecar(config, { spool: spool.path });
      for (const model of ["m1", "m2", "m3", "m1"]) await infer(running, xs(1), {}, path(model));
      await running.sidecar.flush();
      expect(models(running)).toEqual(["m1", "m2", "other", "m1"]);
    }
    expect(JSON.parse(readFileSync(join(spool.path, "n1", "models.json"), "utf8"))).toContain("m2");
    await server[Symbol.asyncDispose]();
    await using again = await startTestSidecar(config, { spool: spool.path });
    for (const model of ["m2", "m3"]) expect(await infer(again, xs(1), {}, path(model))).toBe(502);
    await again.sidecar.flush();
    expect(models(again)).toEqual(["m2", "other"]);
  });

  test("a version too, as one that a client made up is not", async () => {
    await using server = await startServer((request, response) => {
      if (request.url?.includes("/versions/7:") === true) return void request.resume().on("end", () => response.end("[1]"));
      request.resume();
      return response.writeHead(404).end("{}");
    });
    await using running = await startTestSidecar({ upstream: { url: server.url, protocol: "json" } });
    for (const version of ["666", "7", "667"]) await infer(running, "[[1]]", {}, `/v1/models/m/versions/${version}:predict`);
    await running.sidecar.flush();
    expect(running.log.rows<RequestEvent>("tidemark.requests").map(({ version }) => version)).toEqual(["other", "7", "other"]);
  });
});

test("features over the cap are left out, declared ones never; categories over theirs are other; both counted", async () => {
  await using telemetry = createTelemetry(silentLogger);
  await using server = await startServer((request, response) => void request.resume().on("end", () => response.end("[1]")));
  const schemas = [modelSchema.parse({ name: "m", task: "regression", features: [{ name: "declared", type: "numeric" }] })];
  const config = { upstream: { url: server.url }, capture: { maxFeatures: 3, maxCategories: 2 } };
  await using running = await startTestSidecar(config, { schemas, meter: telemetry.meter });
  const send = (row: object) => infer(running, JSON.stringify([row]), {}, "/models/m/predict");
  await send({ color: "a", deep: { x: 1 } });
  for (let i = 0; i < 5; i++) await send({ color: `c${i}`, [`made-up-${i}`]: i, deep: { [`y${i}`]: 1 }, declared: i });
  await running.sidecar.flush();
  const rows = running.log.rows<InferenceRow>("tidemark.inferences");
  const named = new Set(rows.flatMap((row) => [...Object.keys(row.feature_numbers), ...Object.keys(row.feature_categories)]));
  expect([...named].toSorted()).toEqual(["color", "declared", "deep_x", "made-up-0"]);
  expect(rows.map((row) => row.feature_categories["color"])).toEqual(["a", "c0", "other", "other", "other", "other"]);
  expect(rows.every((row, i) => i === 0 || row.feature_numbers["declared"] === i - 1)).toBe(true);
  const metrics = await telemetry.metrics();
  expect(metrics).toMatch(/tidemark_capture_names_refused_total\{kind="feature".*\} 9/);
  expect(metrics).toMatch(/tidemark_capture_names_refused_total\{kind="category".*\} 4/);
});

test("a name that is known is admitted at the limit, a new one is not; scopes do not share", () => {
  const caps = new NameCaps({ model: 2, version: 1, variant: 1, feature: 1, prediction: 1, category: 1 });
  const asked = ["a", "b", "a", "c", "b"].map((name) => caps.admits("model", "", name));
  expect(asked).toEqual([true, true, true, false, true]);
  expect([caps.admits("version", "a", "1"), caps.admits("version", "b", "2"), caps.admits("version", "a", "2")]).toEqual([true, true, false]);
  expect([...caps.takeRefused()]).toEqual([
    ["model", 1],
    ["version", 1],
  ]);
  expect(caps.takeRefused().size).toBe(0);
});
