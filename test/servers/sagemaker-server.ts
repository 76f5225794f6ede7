import { columnsOf, jsonCall } from "./server-under-test.ts";
import type { ServerUnderTest } from "./server-under-test.ts";

const POSITIONS = ["f0", "f1", "f2", "f3"];

/** SageMaker's multi-model server: CSV and JSON in, CSV and JSON out. */
export default {
  name: "mms",
  ready: "/ping",
  upstream: { protocol: "sagemaker", model: "iris" },
  calls({ iris }) {
    const csv = iris.rows.map((row) => row.join(",")).join("\n");
    const stored = { features: columnsOf(POSITIONS, iris.rows), predictions: { prediction: iris.pred } };
    // Its handlers look headers up by these letters.
    const asCsv = { "Content-Type": "text/csv" };
    return [
      jsonCall("JSON", "/invocations", { instances: iris.rows }, stored),
      jsonCall("CSV", "/invocations", csv, stored, { headers: asCsv }),
      jsonCall("CSV in, CSV out", "/invocations", csv, stored, { headers: { ...asCsv, Accept: "text/csv" } }),
      jsonCall("by the model's name", "/models/iris/invoke", csv, stored, { headers: asCsv, model: "iris" }),
      jsonCall("no JSON", "/invocations", '{"instances": [', { errorClass: "badInput" }),
      jsonCall("a wrong shape", "/invocations", "1.0,2.0", { errorClass: "server" }, { headers: asCsv }),
      { name: "health", path: "/ping", stored: "nothing" },
    ];
  },
} satisfies ServerUnderTest;
