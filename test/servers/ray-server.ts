import { columnsOf, jsonCall, spread } from "./server-under-test.ts";
import type { ServerUnderTest } from "./server-under-test.ts";

const POSITIONS = ["f0", "f1", "f2", "f3"];

/** Two applications: one with paths of its own (`/raw`), one of FastAPI. */
export default {
  name: "ray",
  ready: "/-/healthz",
  upstream: { paths: ["/raw", "/fast/predict"] },
  calls({ iris }) {
    const features = columnsOf(POSITIONS, iris.rows);
    const both = { predictions: iris.pred, ...columnsOf(spread("probabilities", 3), iris.proba) };
    return [
      jsonCall("raw", "/raw", { array: iris.rows }, { features, predictions: { prediction: iris.pred } }),
      jsonCall("FastAPI", "/fast/predict", { instances: iris.rows }, { features, predictions: both }),
      jsonCall("a wrong type", "/fast/predict", { instances: [["x", 1, 1, 1]] }, { errorClass: "badInput" }),
      jsonCall("no JSON", "/raw", "{", { errorClass: "badInput" }),
      { name: "health", path: "/-/healthz", stored: "nothing" },
    ];
  },
} satisfies ServerUnderTest;
