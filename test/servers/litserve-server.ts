import { columnsOf, jsonCall, spread } from "./server-under-test.ts";
import type { ServerUnderTest } from "./server-under-test.ts";

/** `/predict` takes one item, {input: […]}, and answers {prediction, probabilities}. */
export default {
  name: "litserve",
  ready: "/health",
  calls({ iris }) {
    const one = (row: number) => ({
      features: columnsOf(["f0", "f1", "f2", "f3"], iris.rows.slice(row, row + 1)),
      predictions: { prediction: iris.pred.slice(row, row + 1), ...columnsOf(spread("probabilities", 3), iris.proba.slice(row, row + 1)) },
    });
    return [
      ...iris.rows.map((input, row) => jsonCall(`row ${row}`, "/predict", { input }, one(row))),
      jsonCall("a wrong shape", "/predict", { input: [1, 2] }, { errorClass: "server" }),
      jsonCall("no JSON", "/predict", "{", { errorClass: "badInput" }),
      { name: "health", path: "/health", stored: "nothing" },
    ];
  },
} satisfies ServerUnderTest;
