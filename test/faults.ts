/** `npm run test:faults -- [--seed N] [--faults N] [--only NAME]`: every scenario of test/faults, or one; exits 1 when the books do not balance. The same seed makes the same faults in the same order. */
import { parseArgs } from "node:util";
import { seededRandom } from "../analyzers/statistics/random.ts";
import { loadScenarios } from "./faults/load-scenarios.ts";

const { values } = parseArgs({
  options: { seed: { type: "string", default: "1" }, faults: { type: "string", default: "100" }, only: { type: "string" } },
});
const say = (words: string): void => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${words}\n`);

for (const scenario of (await loadScenarios()).filter(({ name }) => values.only === undefined || name === values.only)) {
  const missing = await scenario.missing?.();
  if (missing !== undefined) {
    console.log(`${scenario.name}: left out, ${missing}`);
    continue;
  }
  const startedMs = performance.now();
  const report = await scenario.run({ faults: Number(values.faults), random: seededRandom(Number(values.seed)), say });
  const seconds = Math.round((performance.now() - startedMs) / 1_000);
  console.log(`${scenario.name} (seed ${values.seed}, ${seconds} s): ${JSON.stringify(report.done)}\n  books ${JSON.stringify(report.books)}`);
  for (const failure of report.failures) console.log(`  FAILED ${failure}`);
  if (report.failures.length > 0) process.exitCode = 1;
}
