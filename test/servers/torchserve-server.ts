import { columnsOf, jsonCall, spread } from "./server-under-test.ts";
import type { ServerUnderTest } from "./server-under-test.ts";

const POSITIONS = ["f0", "f1", "f2", "f3"];

/** A handler that answers {predictions, probabilities}. */
export default {
  name: "torchserve",
  ready: "/ping",
  calls({ iris }) {
    const of = (count: number) => ({
      features: columnsOf(POSITIONS, iris.rows.slice(0, count)),
      predictions: { predictions: iris.pred.slice(0, count), ...columnsOf(spread("probabilities", 3), iris.proba.slice(0, count)) },
    });
    return [
      jsonCall("one", "/predictions/iris", { instances: iris.rows.slice(0, 1) }, of(1), { model: "iris" }),
      jsonCall("many", "/predictions/iris", { instances: iris.rows }, of(3), { model: "iris" }),
      jsonCall("by its version", "/predictions/iris/1.2", { instances: iris.rows }, of(3), { model: "iris" }),
      jsonCall("KServe's path", "/v1/models/iris:predict", { instances: iris.rows }, of(3), { model: "iris" }),
      jsonCall("no JSON", "/predictions/iris", '{"instances": [', { errorClass: "badInput" }, { model: "iris" }),
      jsonCall("no such model", "/predictions/none", { instances: iris.rows }, { errorClass: "badInput" }, { model: "other" }),
      { name: "health", path: "/ping", stored: "nothing" },
    ];
  },
} satisfies ServerUnderTest;
