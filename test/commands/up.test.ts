import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readFlights } from "../../demo/flights.ts";

const ROOT = join(import.meta.dirname, "..", "..");

const CONFIG = `
serving:
  listen: { host: 127.0.0.1, port: 0 }
  admin: { host: 127.0.0.1, port: 0 }
  models: { directory: demo/models }
monitors:
  - model: flight-delay
    baseline: { file: demo/data/baseline.csv.gz, label: label }
dashboards:
  listen: { host: 127.0.0.1, port: 0 }
`;

let data: string;
let child: ChildProcess;
let addresses: { readonly serving: string; readonly dashboards: string };

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "tidemark-up-"));
  await writeFile(join(data, "tidemark.yaml"), CONFIG);
  child = fork(join(ROOT, "main.ts"), ["up", "--config", join(data, "tidemark.yaml")], {
    cwd: ROOT,
    env: { ...process.env, TIDEMARK_DATA: join(data, "data") },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  [addresses] = (await once(child, "message")) as [typeof addresses];
  await vi.waitFor(async () => expect((await fetch(`${addresses.dashboards}/readyz`)).status).toBe(200), { timeout: 120_000, interval: 500 });
});
afterAll(async () => {
  const exited = once(child, "exit");
  child.disconnect();
  const [code] = (await exited) as [number | null];
  await rm(data, { recursive: true, force: true });
  expect(code).toBe(0);
});

async function getJson<T>(path: string): Promise<T> {
  const response = await fetch(`${addresses.dashboards}${path}`);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

test("tidemark up: an ONNX model is served, watched, labelled and reported with one configuration", async () => {
  const flights = (await readFlights()).slice(0, 50);
  for (const { key, features } of flights) {
    const response = await fetch(`${addresses.serving}/v1/models/flight-delay:predict`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-request-id": key },
      body: JSON.stringify({ instances: [features] }),
    });
    expect(response.status).toBe(200);
    expect(((await response.json()) as { predictions: unknown[] }).predictions).toHaveLength(1);
  }
  const labels = flights.map(({ key, label }) => ({ model: "flight-delay", requestId: key, label: label ?? "0" }));
  const posted = await fetch(`${addresses.dashboards}/api/v1/labels`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(labels),
  });
  expect(posted.status).toBe(202);

  // The API answers from the store, which has a row a second or so after it was served.
  let rows = 0;
  for (let tries = 0; rows < 50 && tries < 100; tries += 1) {
    await sleep(200);
    const report = await getJson<{ ledger: { captured: number } }>("/reports/flight-delay.json");
    rows = report.ledger.captured;
  }
  expect(rows).toBe(50);
  expect(await (await fetch(`${addresses.dashboards}/`)).text()).toContain("flight-delay");
  expect(await (await fetch(`${addresses.dashboards}/metrics`)).text()).toContain("tidemark_collector_rows_stored");
});

test("the rest is killed: predictions go on, and it comes back at another address with all it had", async () => {
  const [{ key, features } = { key: "", features: {} }] = await readFlights();
  const predict = async () =>
    (
      await fetch(`${addresses.serving}/v1/models/flight-delay:predict`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-request-id": `again-${key}` },
        body: JSON.stringify({ instances: [features] }),
      })
    ).status;
  const rest = childrenOf(child.pid ?? 0);
  expect(rest).toHaveLength(1);
  const again = once(child, "message");
  process.kill(rest[0] ?? 0, "SIGKILL");
  for (let i = 0; i < 20; i++) {
    expect(await predict()).toBe(200);
    await sleep(20);
  }
  [addresses] = (await again) as [typeof addresses];
  await expect.poll(async () => (await fetch(`${addresses.dashboards}/readyz`)).status, { timeout: 120_000, interval: 500 }).toBe(200);
  await expect.poll(async () => (await getJson<{ ledger: { captured: number } }>("/reports/flight-delay.json")).ledger.captured, { timeout: 60_000 }).toBe(70);
}, 180_000);

/** Of Linux. */
function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
}
