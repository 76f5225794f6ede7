import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { readFlights } from "../../demo/flights.ts";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "..", "..");
const ADDED = join(ROOT, "dist", "commands", "added.js");

beforeAll(async () => {
  await run("npm", ["run", "-s", "build"], { cwd: ROOT });
}, 180_000);

const built = async (...args: readonly string[]): Promise<string> => (await run(process.execPath, ["dist/main.js", ...args], { cwd: ROOT })).stdout;

test.each(["", "report", "up"])("built, help of '%s' is that of the checkout, and loads nothing", async (command) => {
  const args = [...(command === "" ? [] : [command]), "--help"];
  const { stdout } = await run(process.execPath, ["main.ts", ...args], { cwd: ROOT });
  expect(await built(...args)).toBe(stdout);
  const loaded = await run(process.execPath, [
    "--input-type=module",
    "--eval",
    `process.argv = ["node", "tidemark", ${args.map((arg) => JSON.stringify(arg)).join()}];
    const { registerHooks } = await import("node:module"); const seen = []; registerHooks({ load(url, context, next) { seen.push(url); return next(url, context); } });
    await import(${JSON.stringify(join(ROOT, "dist", "main.js"))}); console.error(seen.length);`,
  ]);
  expect(Number(loaded.stderr.trim())).toBeLessThan(20);
});

test("a command that is dropped into the package has help too, and runs", async () => {
  const source = `export default { name: "added", summary: "an addition", usage: { synopsis: "", options: [], examples: ["tidemark added"] }, async run() { console.log("it ran"); return 0; } };`;
  await writeFile(ADDED, source);
  try {
    expect(await built("added", "--help")).toContain("tidemark added: an addition");
    expect(await built("added")).toBe("it ran\n");
  } finally {
    await rm(ADDED);
  }
});

test("built, all processes and threads run: a model is served, and its row is captured, stored and reported", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tidemark-package-"));
  const any = "{ host: 127.0.0.1, port: 0 }";
  await writeFile(
    join(folder, "tidemark.yaml"),
    `serving: { listen: ${any}, admin: ${any}, models: { directory: ${join(ROOT, "demo/models")} } }\ndashboards: { listen: ${any} }\n`,
  );
  const child = fork(join(ROOT, "dist/main.js"), ["up", "--config", join(folder, "tidemark.yaml")], {
    cwd: folder,
    env: { ...process.env, TIDEMARK_DATA: join(folder, "data") },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  try {
    const [{ serving, dashboards }] = (await once(child, "message")) as [{ readonly serving: string; readonly dashboards: string }];
    const [flight] = await readFlights();
    const response = await fetch(`${serving}/v1/models/flight-delay:predict`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ instances: [flight?.features] }),
    });
    expect(response.status).toBe(200);
    const captured = async () => {
      const report = await fetch(`${dashboards}/reports/flight-delay.json`);
      return report.ok ? ((await report.json()) as { ledger: { captured: number } }).ledger.captured : undefined;
    };
    await expect.poll(captured, { timeout: 120_000, interval: 500 }).toBe(1);
  } finally {
    const exited = once(child, "exit");
    child.disconnect();
    await exited;
    await rm(folder, { recursive: true, force: true });
  }
}, 180_000);

test("licences of what is bundled are in the package, and packages with parts of their own are not bundled", async () => {
  const licences = await readFile(join(ROOT, "dist", "third-party-licenses.txt"), "utf8");
  for (const name of ["zod", "hono", "simple-statistics", "yaml"]) expect(licences).toMatch(new RegExp(`^${name} [0-9.]+ \\((?:MIT|ISC)\\)$`, "m"));
  for (const name of ["chdb", "onnxruntime-node", "kafkajs"]) expect(licences).not.toMatch(new RegExp(`^${name} `, "m"));
});
