import { columnsOf, jsonCall } from "./server-under-test.ts";
import type { ServerUnderTest } from "./server-under-test.ts";

/** `/score` takes {features: [[…]]} and answers {result, confidence, request_id}. */
export default {
  name: "flask",
  ready: "/ping",
  schemas: ({ iris }) => [{ name: "iris", task: "multiclass", features: iris.names.map((name) => ({ name, type: "numeric" })) }],
  calls({ iris }) {
    const features = columnsOf(iris.names, iris.rows);
    const first = columnsOf(Object.keys(features), iris.rows.slice(0, 1));
    const confidence = iris.proba.map((row) => Math.max(...row));
    const query = iris.names.map((name, i) => `${name}=${iris.rows[0]?.[i]}`).join("&");
    return [
      jsonCall(
        "one",
        "/score",
        { features: iris.rows.slice(0, 1) },
        { features: first, predictions: { result: iris.pred.slice(0, 1), confidence: confidence.slice(0, 1) } },
      ),
      jsonCall("many", "/score", { features: iris.rows }, { features, predictions: { result: iris.pred, confidence } }),
      {
        name: "a query",
        path: `/score?${query}`,
        stored: { features: columnsOf(iris.names, iris.rows.slice(0, 1)), predictions: { result: iris.pred.slice(0, 1) } },
      },
      jsonCall("no features", "/score", { rows: [] }, { errorClass: "badInput" }),
      jsonCall("no JSON", "/score", "{", { errorClass: "badInput" }),
      { name: "health", path: "/ping", stored: "nothing" },
    ];
  },
} satisfies ServerUnderTest;
