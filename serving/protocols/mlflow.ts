import { TidemarkError } from "../../errors.ts";
import { csvBody, isCsv } from "../wire/body-value.ts";
import { namesColumns } from "../wire/csv.ts";
import { rowsToContent } from "../wire/json-rows.ts";
import { isRecord } from "../wire/json-text.ts";
import type { Content, Protocol } from "../wire/protocol.ts";

const KEYS = ["dataframe_split", "dataframe_records", "instances", "inputs"] as const;

/** MLflow's scoring server: `/invocations` with one of "dataframe_split", "dataframe_records", "instances" and "inputs", or CSV whose first line names the columns. Nothing on the wire names the model.
 * https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally */
const mlflow: Protocol = {
  name: "mlflow",
  route: ({ method, path }) => (method === "POST" && path.endsWith("/invocations") ? {} : undefined),
  likeness(request, response) {
    if (response.headers.get("pragma") === "no-cache") return 0;
    const answer = response.body.toString("latin1", 0, 256);
    if (/"error_code":\s*"[A-Z_]+"|^This predictor only supports/.test(answer)) return 3;
    if (isCsv(request)) return namesColumns(request.body.toString("utf8", 0, 64 << 10)) ? 2 : 0;
    const body = request.json("a request");
    if (/format=pandas/.test(request.headers.get("content-type") ?? "")) return 3;
    if (!isRecord(body)) return 0;
    if (body["dataframe_split"] !== undefined || body["dataframe_records"] !== undefined) return 3;
    return KEYS.some((key) => body[key] !== undefined) ? 2 : 0;
  },
  read: {
    request(message) {
      if (isCsv(message)) return csvBody(message);
      const body = message.json("a request of MLflow");
      if (isOfMlflow1(body)) return rowsToContent(body, { name: "f0" });
      const key = isRecord(body) ? KEYS.find((key) => body[key] !== undefined) : undefined;
      if (!isRecord(body) || key === undefined)
        throw new TidemarkError("input", `reading a request of MLflow: expected one of ${KEYS.map((name) => `"${name}"`).join(", ")}`);
      return key === "inputs" ? inputs(body[key]) : rowsToContent(withoutNames(body[key]), { name: "f0" });
    },
    response(message) {
      const body = message.json("an answer of MLflow");
      const predictions = isRecord(body) ? body["predictions"] : body;
      if (predictions === undefined) throw new TidemarkError("input", 'reading an answer of MLflow: expected "predictions"');
      if (!Array.isArray(predictions) || predictions.some(isRecord)) return rowsToContent(predictions, { name: "prediction" });
      return { rows: predictions.length, columns: [{ name: "prediction", values: predictions as number[] }] };
    },
  },
};
export default mlflow;

/** MLflow 1: the split form bare, or a list of records (`format=pandas-records`). */
function isOfMlflow1(body: unknown): boolean {
  if (Array.isArray(body)) return body.every(isRecord);
  return isRecord(body) && Array.isArray(body["columns"]) && Array.isArray(body["data"]);
}

/** The split form may leave the columns out. */
function withoutNames(value: unknown): unknown {
  return isRecord(value) && value["columns"] === undefined && Array.isArray(value["data"]) ? value["data"] : value;
}

/** A tensor, or tensors by name; a tensor of one row is one row. */
function inputs(value: unknown): Content {
  if (!isRecord(value) || !Object.values(value).every(Array.isArray)) return rowsToContent(value, { name: "f0" });
  const columns = Object.entries(value).map(([name, values]) => ({ name, values: values as number[] }));
  const rows = columns[0]?.values.length ?? 0;
  if (columns.some((column) => column.values.length !== rows)) return rowsToContent([value], { name: "f0" });
  return { rows, columns };
}
