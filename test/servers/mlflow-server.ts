import { columnsOf, jsonCall } from "./server-under-test.ts";
import type { ServerUnderTest } from "./server-under-test.ts";

/** `/invocations` in its four JSON forms and CSV. */
export default {
  name: "mlflow",
  model: "iris",
  ready: "/ping",
  calls({ iris }) {
    const { names, rows } = iris;
    const named = (count: number) => ({ features: columnsOf(names, rows.slice(0, count)), predictions: { prediction: iris.pred.slice(0, count) } });
    const records = rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
    const csv = [names.join(","), ...rows.map((row) => row.join(","))].join("\n");
    return [
      jsonCall("one", "/invocations", { dataframe_split: { columns: names, data: rows.slice(0, 1) } }, named(1)),
      jsonCall("split", "/invocations", { dataframe_split: { columns: names, data: rows } }, named(3)),
      jsonCall("records", "/invocations", { dataframe_records: records }, named(3)),
      jsonCall("csv", "/invocations", csv, named(3), { headers: { "content-type": "text/csv" } }),
      jsonCall(
        "a column missing",
        "/invocations",
        { dataframe_split: { columns: names.slice(1), data: rows.map((row) => row.slice(1)) } },
        { errorClass: "badInput" },
      ),
      jsonCall("no JSON", "/invocations", "{", { errorClass: "badInput" }),
      { name: "health", path: "/ping", stored: "nothing" },
    ];
  },
} satisfies ServerUnderTest;
