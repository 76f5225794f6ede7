import { answerValue, bodyValue } from "../wire/body-value.ts";
import { errorInBody } from "../wire/json-body.ts";
import { recordsToContent, rowsToContent } from "../wire/json-rows.ts";
import { isRecord } from "../wire/json-text.ts";
import type { Content, Protocol } from "../wire/protocol.ts";

/** LitServe: one row a request, as the server's own batching never shows; what is in it and in the answer is its author's. By example {"input": …} and {"output": …}.
 * https://lightning.ai/docs/litserve */
const litserve: Protocol = {
  name: "litserve",
  route({ method, path }) {
    if (method !== "POST") return undefined;
    return path.endsWith("/predict") ? {} : { guess: true };
  },
  likeness(request, response) {
    const asked = request.json("a request");
    if (!isRecord(asked) || !("input" in asked) || Object.keys(asked).length !== 1 || isTable(asked["input"])) return 0;
    const answered = response.json("an answer");
    return isRecord(answered) && "output" in answered ? 2 : 1;
  },
  read: {
    request(message) {
      const body = bodyValue(message, "a request of LitServe");
      return oneRow(isRecord(body) && Object.keys(body).length === 1 && "input" in body ? body["input"] : body);
    },
    response(message) {
      const body = answerValue(message, "an answer of LitServe");
      const error = errorInBody(body);
      if (error !== undefined) return { rows: 0, columns: [], error };
      return recordsToContent([isRecord(body) ? (isRecord(body["output"]) ? body["output"] : body) : { prediction: body }]);
    },
  },
};
export default litserve;

/** Several rows in one request are not LitServe's. */
function isTable(value: unknown): boolean {
  return Array.isArray(value) && value.length > 1 && value.every((row) => typeof row === "object");
}

/** A list of one list is that row; a list of several is one row of lists. */
function oneRow(value: unknown): Content {
  if (isRecord(value)) return recordsToContent([value]);
  const row = Array.isArray(value) && value.length === 1 && Array.isArray(value[0]) ? value[0] : value;
  return Array.isArray(row) ? { rows: 1, columns: [{ name: "f0", values: [row] }], unnamed: true } : rowsToContent(row, { name: "input" });
}
