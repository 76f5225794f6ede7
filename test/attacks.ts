/** `npm run test:attacks -- [--seed N] [--count N] [--at-once N] [--only NAME]`: every attack of test/attacks, or one; exits 1 when something gave way. The same seed makes the same attack. */
import { parseArgs } from "node:util";
import { seededRandom } from "../analyzers/statistics/random.ts";
import { loadAttacks } from "./attacks/load-attacks.ts";

const { values } = parseArgs({
  options: { seed: { type: "string", default: "1" }, count: { type: "string", default: "100000" }, only: { type: "string" }, "at-once": { type: "string" } },
});
const atOnce = values["at-once"] === undefined ? undefined : Number(values["at-once"]);

for (const attack of (await loadAttacks()).filter(({ name }) => values.only === undefined || name === values.only)) {
  const started = performance.now();
  const report = await attack.run({ count: Number(values.count), random: seededRandom(Number(values.seed)), atOnce });
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(
    `${attack.name} (seed ${values.seed}): ${report.tried} tried in ${seconds} s, peak ${Math.round(report.peakBytes / 1e6)} MB, answers ${JSON.stringify(report.answers)}`,
  );
  for (const failure of report.failures) console.log(`  FAILED ${failure}`);
  if (report.failures.length > 0) process.exitCode = 1;
}
