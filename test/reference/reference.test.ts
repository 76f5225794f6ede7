import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { checkFile, FILES } from "./check-file.ts";
import { ReferenceData } from "./columns.ts";

const folder = fileURLToPath(new URL("../fixtures/reference", import.meta.url));
const data = new ReferenceData(folder);

/** Records of the checked-in part that pass; the whole is `npm run test:reference -- DIR`. */
const PASSING: Readonly<Record<string, number>> = {
  "scipy_columns.json": 427,
  "evidently_columns.json": 306,
  "alibi_detect.json": 49,
  "evidently_embeddings_text.json": 38,
  "nannyml_flights_univariate.json": 784,
  "nannyml_car_loan_performance.json": 593,
  "river_streams.json": 60,
  "frouros_streams.json": 35,
};

describe("recorded values of scipy, Evidently, NannyML, Alibi Detect, river and frouros are ours, under their conventions", () => {
  test.each(Object.keys(PASSING))("%s", async (file) => {
    const checked = (await checkFile(folder, file, data)) ?? [];
    expect(checked.filter(({ outcome }) => outcome.kind === "failed")).toEqual([]);
    expect(checked.filter(({ outcome }) => outcome.kind === "pass")).toHaveLength(PASSING[file] ?? -1);
  });

  test("every file of the part is run", () => expect([...FILES.keys()]).toEqual(expect.arrayContaining(Object.keys(PASSING))));
});
