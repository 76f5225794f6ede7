import { describe, expect, test } from "vitest";
import { seededRandom } from "../../analyzers/statistics/random.ts";
import { loadScenarios } from "./load-scenarios.ts";

for (const scenario of await loadScenarios()) {
  const away = await scenario.missing?.();
  describe.skipIf(away !== undefined)(`${scenario.name}${away === undefined ? "" : ` (skipped: ${away})`}`, () => {
    test("after a few faults the books balance", { timeout: 900_000 }, async () => {
      const report = await scenario.run({ faults: scenario.short, random: seededRandom(20_261_127), say: () => undefined });
      expect(report.failures).toEqual([]);
      expect(Object.values(report.done).reduce((sum, times) => sum + times, 0)).toBe(scenario.short);
    });
  });
}
