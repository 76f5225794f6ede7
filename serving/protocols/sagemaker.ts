import { binaryContent, bodyValue, csvOfEither, isCsv, typeOf } from "../wire/body-value.ts";
import { headerOf } from "../wire/headers.ts";
import { errorInBody, readJsonAnswer, readJsonRows } from "../wire/json-body.ts";
import { namesColumns } from "../wire/csv.ts";
import { routeBy } from "../wire/model-path.ts";
import type { Content, Message, Protocol, Route } from "../wire/protocol.ts";

const PATHS = [/\/models\/(?<model>[^/]+)\/invoke$/, /\/predictions\/(?<model>[^/]+)$/, /\/invocations$/];

/** SageMaker's containers (one model or many): `/invocations`, `/models/<m>/invoke`, with CSV (as a rule without a header), JSON or JSON lines. multi-model-server answers at `/predictions/<m>` too.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html, …/mms-container-apis.html */
const sagemaker: Protocol = {
  name: "sagemaker",
  route({ method, path }, headers) {
    if (method !== "POST") return undefined;
    for (const pattern of PATHS) {
      const route = routeBy(pattern, path);
      if (route !== undefined) return { ...named(headers), ...route };
    }
    return undefined;
  },
  likeness(request, response) {
    if (request.line.path.endsWith("/invoke") || [...request.headers.keys()].some((name) => name.startsWith("x-amzn-sagemaker-"))) return 3;
    if (response.headers.has("x-model")) return 0;
    if (response.headers.get("pragma") === "no-cache" && response.headers.has("x-request-id"))
      return isCsv(request) || request.line.path.endsWith("/invocations") ? 3 : 1;
    return isCsv(request) && !namesColumns(request.body.toString("utf8", 0, 64 << 10)) ? 2 : 1;
  },
  read: {
    request(message) {
      if (isCsv(message)) return csvOfEither(message);
      return binaryContent(message) ?? unwrapped(readJsonRows(bodyValue(message, "a request of SageMaker")));
    },
    response(message, request) {
      const id = message.headers.get("x-request-id");
      return { ...predictions(message, request), ...(id === undefined ? {} : { requestId: id }) };
    },
  },
};
export default sagemaker;

function named(headers: readonly string[]): Route {
  const model = headerOf(headers, "x-amzn-sagemaker-target-model");
  const requestId = headerOf(headers, "x-amzn-sagemaker-inference-id");
  return { ...(model === undefined ? {} : { model: model.replace(/\.tar\.gz$/, "") }), ...(requestId === undefined ? {} : { requestId }) };
}

function predictions(message: Message, request: Content | undefined): Content {
  if (isCsv(message) || typeOf(message) === "text/plain") return outOfCsv(message, request);
  const body = bodyValue(message, "an answer of SageMaker");
  const error = errorInBody(body);
  return error === undefined ? readJsonAnswer(body, request?.rows) : { rows: 0, columns: [], error };
}

/** A line a row; of one row, or of a line as long as the rows are many, the other way. */
function outOfCsv(message: Message, request: Content | undefined): Content {
  const content = csvOfEither(message);
  const [column] = content.columns;
  const row = column?.values[0];
  if (content.rows === 1 && Array.isArray(row) && row.length === request?.rows && row.length > 1)
    return { rows: row.length, columns: [{ name: "prediction", values: row as number[] }] };
  return predicted(content);
}

/** Columns that a header names keep their names. */
function predicted({ rows, columns, otherwise }: Content): Content {
  const [column] = columns;
  const own = columns.length === 1 && column?.name === "f0" ? [{ ...column, name: "prediction" }] : columns;
  return { rows, columns: own, ...(otherwise === undefined ? {} : { otherwise: predicted(otherwise) }) };
}

/** {"features": […]} is how SageMaker's own algorithms take a row (cdf-inference). */
function unwrapped(content: Content): Content {
  const [column, ...others] = content.columns;
  return others.length === 0 && column?.name === "features" && column.values.every(Array.isArray)
    ? { ...content, columns: [{ ...column, name: "f0" }], unnamed: true }
    : content;
}
