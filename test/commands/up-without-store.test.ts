import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freePort } from "../support/free-port.ts";

const ROOT = join(import.meta.dirname, "..", "..");

test("up serves without ClickHouse: predictions pass, /readyz says what is missing, labels are taken, and it stops in time", async () => {
  const data = await mkdtemp(join(tmpdir(), "tidemark-up-"));
  const model = createServer((request, response) => void request.resume().on("end", () => response.end('{"predictions":[1]}'))).listen(0, "127.0.0.1");
  await once(model, "listening");
  const { port: upstream } = model.address() as { port: number };
  const [serving, clickhouse] = [await freePort(), await freePort()];
  const config = {
    data: join(data, "data"),
    serving: { listen: { port: serving }, admin: { port: 0 }, upstream: { url: `http://127.0.0.1:${upstream}` }, stopTimeout: "5s" },
    clickhouse: { url: `http://127.0.0.1:${clickhouse}` },
    dashboards: { listen: { port: 0 } },
  };
  await writeFile(join(data, "tidemark.yaml"), JSON.stringify(config));
  const child = fork(join(ROOT, "main.ts"), ["up", "--config", join(data, "tidemark.yaml")], { cwd: ROOT, stdio: ["ignore", "ignore", "pipe", "ipc"] });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [addresses] = (await once(child, "message")) as [{ readonly serving: string; readonly dashboards: string }];
  const answer = await fetch(`${addresses.serving}/models/m/predict`, { method: "POST", body: "[[1]]" });
  expect([answer.status, await answer.text()]).toEqual([200, '{"predictions":[1]}']);
  await expect
    .poll(async () => await (await fetch(`${addresses.dashboards}/readyz`)).text(), { timeout: 30_000 })
    .toMatch(/waiting for ClickHouse: .*ECONNREFUSED/);
  expect((await fetch(`${addresses.dashboards}/healthz`)).status).toBe(200);
  const label = { model: "m", requestId: "r", label: 1 };
  const labelled = await fetch(`${addresses.dashboards}/api/v1/labels`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(label),
  });
  expect(labelled.status).toBe(202);
  expect(said).toContain("waiting for ClickHouse");
  const beganMs = performance.now();
  const exited = once(child, "exit");
  child.disconnect();
  expect(await exited).toEqual([0, null]);
  expect(performance.now() - beganMs).toBeLessThan(6_000);
  model.close();
  await rm(data, { recursive: true, force: true });
}, 120_000);
