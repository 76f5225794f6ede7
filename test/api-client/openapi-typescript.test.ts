import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Dashboards, startDashboards } from "../../dashboards/server.ts";
import { seedFewRows } from "./support/few-rows.ts";
import { testParts } from "../dashboards/support/test-parts.ts";
import { startTestClickHouse, type TestClickHouse } from "../support/clickhouse.ts";

const run = promisify(execFile);
const HERE = import.meta.dirname;
const CACHE = join(HERE, "../.cache/api-client");

/** A client as somebody would write it. */
const PROGRAM = `
import createClient from "openapi-fetch";
import type { paths } from "./schema.d.ts";

const client = createClient<paths>({ baseUrl: process.argv[2] ?? "" });
const models = await client.GET("/api/v1/models");
const findings = await client.GET("/api/v1/findings", { params: { query: { model: "flight-delay", analyzer: "drift", limit: 2 } } });
const findingId: string = findings.data?.findings[0]?.findingId ?? "";
const one = await client.GET("/api/v1/findings/{findingId}", { params: { path: { findingId } } });
const none = await client.GET("/api/v1/findings/{findingId}", { params: { path: { findingId: "nope" } } });
const labels = await client.POST("/api/v1/labels", { body: [{ model: "flight-delay", requestId: "r1", label: true }] });
const alerts = await client.GET("/api/v1/alerts", { params: { query: { state: "firing" } } });
const unknown = await client.POST("/api/v1/alerts/{alertId}/acknowledge", { params: { path: { alertId: "nope" } }, body: { by: "ana" } });
const status: number | undefined = none.error?.status;
console.log(JSON.stringify([models.data?.models[0]?.model, findings.data?.findings.length, one.data?.analyzer, status, labels.data?.accepted, alerts.data?.alerts[0]?.state, unknown.error?.status]));
`;

/** What the types must not let through. */
const WRONG = `
import createClient from "openapi-fetch";
import type { paths } from "./schema.d.ts";

const client = createClient<paths>({ baseUrl: "" });
await client.GET("/api/v1/findings", { params: { query: { analyzer: "weather" } } });
`;

/** The packages of package.json here, installed once; the generator needs another TypeScript than ours. */
async function packages(): Promise<string> {
  const lock = await readFile(join(HERE, "package-lock.json"), "utf8");
  const place = join(CACHE, createHash("sha256").update(lock).digest("hex").slice(0, 16));
  const found = await access(join(place, "node_modules")).then(
    () => true,
    () => false,
  );
  if (found) return place;
  await mkdir(CACHE, { recursive: true });
  const making = await mkdtemp(`${place}-`);
  for (const file of ["package.json", "package-lock.json"]) await copyFile(join(HERE, file), join(making, file));
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: making, timeout: 600_000 });
  await rename(making, place).catch(() => rm(making, { recursive: true, force: true }));
  return place;
}

describe("a client made by openapi-typescript", () => {
  let clickhouse: TestClickHouse;
  let server: Dashboards;
  let folder: string;
  beforeAll(async () => {
    const [place, started] = await Promise.all([packages(), startTestClickHouse()]);
    clickhouse = started;
    await seedFewRows(clickhouse.store);
    server = await startDashboards(testParts(clickhouse.store));
    folder = await mkdtemp(join(place, "client-"));
    await writeFile(join(folder, "openapi.json"), await (await fetch(`${server.address}/openapi.json`)).text());
    await writeFile(join(folder, "client.ts"), PROGRAM);
    await writeFile(join(folder, "wrong.ts"), WRONG);
    await run(join(place, "node_modules/.bin/openapi-typescript"), ["openapi.json", "-o", "schema.d.ts"], { cwd: folder, timeout: 120_000 });
  }, 700_000);
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await clickhouse[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const compile = (file: string): Promise<unknown> => {
    const options = [
      "--ignoreConfig",
      "--noEmit",
      "--strict",
      "--target",
      "es2024",
      "--module",
      "nodenext",
      "--skipLibCheck",
      "--allowImportingTsExtensions",
      "--types",
      "node",
    ];
    return run(join(HERE, "../../node_modules/.bin/tsc"), [...options, "--typeRoots", join(HERE, "../../node_modules/@types"), file], { cwd: folder });
  };

  test("compiles, and what the API does not know does not", async () => {
    await compile("client.ts");
    await expect(compile("wrong.ts")).rejects.toMatchObject({ stdout: expect.stringContaining("weather") });
  });

  test("runs: lists, one by its path, what there is not, labels, alerts, what cannot be done", async () => {
    const { stdout } = await run(process.execPath, ["client.ts", server.address], { cwd: folder, timeout: 50_000 });
    expect(JSON.parse(stdout)).toEqual(["flight-delay", 2, "drift", 404, 1, "firing", 404]);
  });
});
