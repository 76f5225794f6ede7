import { columnsOf, jsonCall, recordColumns, spread } from "./server-under-test.ts";
import type { ServerUnderTest } from "./server-under-test.ts";

/** Each API by its function's name: arrays, data frames, objects. */
export default {
  name: "bentoml",
  ready: "/readyz",
  upstream: { protocol: "bentoml" },
  calls({ iris, credit }) {
    const features = columnsOf(["f0", "f1", "f2", "f3"], iris.rows);
    const [first] = credit.rows;
    return [
      jsonCall("many", "/predict", { input_data: iris.rows }, { features, predictions: { prediction: iris.pred } }),
      jsonCall("probabilities", "/predict_proba", { rows: iris.rows }, { features, predictions: columnsOf(spread("prediction", 3), iris.proba) }),
      jsonCall(
        "an object",
        "/credit_one",
        { applicant: first },
        {
          features: recordColumns(credit.rows.slice(0, 1)),
          predictions: { label: credit.pred.slice(0, 1), ...columnsOf(spread("probabilities", 3), credit.proba.slice(0, 1)) },
        },
      ),
      jsonCall("rows at the root", "/root_input", credit.rows, { features: recordColumns(credit.rows), predictions: { prediction: credit.pred } }),
      jsonCall("a field missing", "/credit_one", { applicant: { age: 3 } }, { errorClass: "badInput" }),
      jsonCall("refused by the service", "/fail", { x: 1 }, { errorClass: "badInput" }),
      { name: "health", path: "/readyz", stored: "nothing" },
    ];
  },
} satisfies ServerUnderTest;
