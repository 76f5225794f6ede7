import { jsonCall, recordColumns } from "./server-under-test.ts";
import type { ServerUnderTest, Truth } from "./server-under-test.ts";

/** `/predict` answers {prediction: {label, scores: {class: p}}, model}, `/predict/batch` {predictions: […], count}. */
export default {
  name: "fastapi",
  ready: "/healthz",
  calls({ credit }) {
    const [first] = credit.rows;
    return [
      jsonCall("one", "/predict", first, { features: recordColumns(credit.rows.slice(0, 1)), predictions: scores(credit, 1) }),
      jsonCall("many", "/predict/batch", { rows: credit.rows }, { features: recordColumns(credit.rows), predictions: scores(credit, 3) }),
      jsonCall("a feature missing", "/predict", { age: 34 }, { errorClass: "badInput" }),
      jsonCall("no JSON", "/predict", '{"age": ', { errorClass: "badInput" }),
      { name: "health", path: "/healthz", stored: "nothing" },
    ];
  },
} satisfies ServerUnderTest;

function scores({ classes, pred, proba }: Truth["credit"], rows: number) {
  const columns = classes.map((name, i) => [`scores_${name}`, proba.slice(0, rows).map((row) => row[i] ?? Number.NaN)] as const);
  return { label: pred.slice(0, rows), ...Object.fromEntries(columns) };
}
