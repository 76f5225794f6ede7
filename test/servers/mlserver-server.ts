import { columnsOf, grpcInfer, jsonCall, recordColumns } from "./server-under-test.ts";
import type { ServerUnderTest } from "./server-under-test.ts";

const POSITIONS = ["f0", "f1", "f2", "f3"];

/** Open Inference Protocol over HTTP: one tensor a request (iris), one a column (credit). */
export default {
  name: "mlserver",
  ready: "/v2/health/ready",
  calls({ iris, credit }) {
    const tensor = (rows: readonly (readonly number[])[]) => ({ inputs: [{ name: "input", shape: [rows.length, 4], datatype: "FP64", data: rows.flat() }] });
    const column = (name: string) => {
      const data = credit.rows.map((row) => row[name]);
      const datatype = typeof data[0] === "string" ? "BYTES" : "FP64";
      return { name, shape: [data.length, 1], datatype, data, ...(datatype === "BYTES" ? { parameters: { content_type: "str" } } : {}) };
    };
    const of = (count: number) => ({ features: columnsOf(POSITIONS, iris.rows.slice(0, count)), predictions: { predict: iris.pred.slice(0, count) } });
    return [
      jsonCall("one", "/v2/models/iris/infer", tensor(iris.rows.slice(0, 1)), of(1), { model: "iris" }),
      jsonCall("many", "/v2/models/iris/infer", tensor(iris.rows), of(3), { model: "iris" }),
      jsonCall(
        "a tensor a column",
        "/v2/models/credit/infer",
        { parameters: { content_type: "pd" }, inputs: credit.names.map(column) },
        { features: recordColumns(credit.rows), predictions: { predict: credit.pred } },
        { model: "credit" },
      ),
      grpcInfer("gRPC", iris, of(3)),
      grpcInfer("gRPC, no such model", iris, { errorClass: "badInput" }, "none"),
      jsonCall("no such model", "/v2/models/none/infer", tensor(iris.rows), { errorClass: "badInput" }, { model: "other" }),
      jsonCall("no JSON", "/v2/models/iris/infer", "{", { errorClass: "badInput" }, { model: "iris" }),
      { name: "health", path: "/v2/health/ready", stored: "nothing" },
      { name: "metadata", path: "/v2/models/iris", stored: "nothing" },
    ];
  },
} satisfies ServerUnderTest;
