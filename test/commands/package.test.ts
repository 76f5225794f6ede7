import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";

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
