/**
 * `npm run test:properties [-- --seed N] [--runs N] [FILE …]`: the tests that state properties, on new cases; meant for every night. Prints the seed, which brings a failure back. Default: a seed of the
 * clock, 1,000 cases a property instead of 100, all files that use fast-check.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  options: { seed: { type: "string", default: String(Date.now() % 2 ** 31) }, runs: { type: "string", default: "1000" } },
  allowPositionals: true,
});
const files = positionals.length > 0 ? positionals : await filesOfProperties();
console.log(
  `properties with seed ${values.seed}, ${values.runs} cases each, ${files.length} files; again with: npm run test:properties -- --seed ${values.seed}`,
);
const { status } = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", "--testTimeout", "1200000", ...files], {
  stdio: "inherit",
  env: { ...process.env, PROPERTY_SEED: values.seed, PROPERTY_RUNS: values.runs },
});
process.exitCode = status ?? 1;

async function filesOfProperties(): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const file of glob("test/**/*.test.ts")) if (readFileSync(file, "utf8").includes('from "fast-check"')) found.push(file);
  return found.sort();
}
