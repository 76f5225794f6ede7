import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { checkRewritten } from "./check-rewritten.ts";
import type { Rewritten } from "./rewritten.ts";

const folder = fileURLToPath(new URL("../fixtures/reference", import.meta.url));

test.each(["car_loan_reference", "nyc_weather"])("%s is unchanged in every other writing of itself", { timeout: 240_000 }, async (file) => {
  const all: Rewritten[] = [];
  await checkRewritten(folder, (checked) => all.push(checked), file);
  expect(all.filter(({ faults }) => faults.length > 0)).toEqual([]);
  expect(all.length).toBeGreaterThanOrEqual(5);
});
