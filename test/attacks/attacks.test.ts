import { expect, test } from "vitest";
import { seededRandom } from "../../analyzers/statistics/random.ts";
import { loadAttacks } from "./load-attacks.ts";

const attacks = await loadAttacks();

test.each(attacks)("$name: a short attack changes nothing", async (attack) => {
  const report = await attack.run({ count: 400, random: seededRandom(20_261_127) });
  expect(report.failures).toEqual([]);
  expect(report.tried).toBe(400);
  expect(report.peakBytes).toBeLessThan(1e9);
});
