import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { createStore } from "../../collector/clickhouse/clickhouse-store.ts";
import { joinEngine, startEmbeddedEngine } from "../../collector/clickhouse/engine/embedded-engine.ts";
import { createDatabase, migrate } from "../../collector/clickhouse/migrate.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import { type Flight, readFlights } from "../../demo/flights.ts";
import { freePort } from "../support/free-port.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const MODEL = "flight-delay";
const DAYS = 30;
const ROWS_A_DAY = 200;
const STOP_TIMEOUT_MS = 10_000;

/** Thirty days of flights that end now, as the collector would have stored them. */
async function storeHistory(store: Store): Promise<void> {
  const flights = (await readFlights()).slice(0, ROWS_A_DAY);
  for (let day = 1; day <= DAYS; day++) {
    const at = (index: number): number => Date.now() - day * 86_400_000 + index * Math.floor(86_400_000 / ROWS_A_DAY);
    await store.insert(
      "requests",
      flights.map((_, index) => ({
        event_time: at(index),
        received_time: at(index),
        request_id: `d${day}-${index}`,
        model: MODEL,
        version: "1",
        rows: 1,
        status: 200,
      })),
    );
    await store.insert(
      "inferences",
      flights.map((flight, index) => rowOf(flight, `d${day}-${index}`, at(index))),
    );
    const books = { model: MODEL, node: "n", producer: "p", sampled_out: 0, dropped: {}, lost_before_log: 0 };
    await store.insert(
      "ledger",
      flights.map((_, index) => ({ minute: Math.floor(at(index) / 60_000) * 60, ...books, served: 1, captured: 1 })),
    );
  }
}

function rowOf({ features }: Flight, requestId: string, time: number): object {
  const given = Object.entries(features).filter(([, value]) => value !== null);
  return {
    event_time: time,
    received_time: time,
    model: MODEL,
    version: "1",
    request_id: requestId,
    row_number: 0,
    feature_numbers: Object.fromEntries(given.filter(([, value]) => typeof value === "number")),
    feature_categories: Object.fromEntries(given.filter(([, value]) => typeof value === "string")),
    prediction_numbers: { late_probability: 0.2 },
  };
}

test("SIGTERM while thirty days are being judged: out within stopTimeout, and nothing that was asked after it is answered", { timeout: 900_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "tidemark-stop-"));
  const data = join(folder, "data");
  {
    await using engine = await startEmbeddedEngine({ directory: join(data, "clickhouse") });
    await createDatabase(engine);
    await using store = createStore(engine);
    await migrate(store);
    await storeHistory(store);
  }
  const [serving, admin, dashboards] = [await freePort(), await freePort(), await freePort()];
  const config = {
    data,
    serving: { listen: { port: serving }, admin: { port: admin }, models: { directory: join(ROOT, "demo/models") }, stopTimeout: `${STOP_TIMEOUT_MS}ms` },
    monitors: [
      {
        model: MODEL,
        baseline: { file: join(ROOT, "demo/data/baseline.csv.gz"), label: "label" },
        drift: { window: "1h" },
        errors: { window: "1h" },
        load: { window: "1h" },
      },
    ],
    dashboards: { listen: { port: dashboards } },
  };
  await writeFile(join(folder, "tidemark.yaml"), JSON.stringify(config));
  const up = spawn(process.execPath, [join(ROOT, "main.ts"), "up", "--config", join(folder, "tidemark.yaml")], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  up.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const judged = async (): Promise<number> => {
    const address = await joinEngine(join(data, "clickhouse"));
    if (address === undefined) return 0;
    await using store = createStore(address);
    const [row] = await store.query<{ windows: number }>("SELECT count() AS windows FROM judged_windows WHERE model = {model: String}", { model: MODEL });
    return row?.windows ?? 0;
  };
  await expect.poll(() => judged().catch(() => 0), { timeout: 600_000, interval: 200 }).toBeGreaterThan(0);

  const [{ features } = { features: {} }] = await readFlights();
  const ask = (): Promise<number> =>
    fetch(`http://127.0.0.1:${serving}/v1/models/${MODEL}:predict`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ instances: [features] }),
    }).then(
      async (answer) => (await answer.arrayBuffer(), answer.status),
      () => 0,
    );
  expect(await ask()).toBe(200);
  const exited = once(up, "exit");
  const beganMs = performance.now();
  up.kill("SIGTERM");
  await expect.poll(() => said, { interval: 5 }).toContain('"stopping"');
  let answered = 0;
  const asking = (async () => {
    while (up.exitCode === null && up.signalCode === null) {
      answered += (await ask()) === 200 ? 1 : 0;
      await sleep(20);
    }
  })();
  expect(await exited).toEqual([0, null]);
  const seconds = (performance.now() - beganMs) / 1_000;
  await asking;
  expect(answered).toBe(0);
  expect(seconds).toBeLessThan(STOP_TIMEOUT_MS / 1_000 + 2);
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});
