import { expect, test } from "vitest";
import { errorClass } from "../../../serving/decode/error-class.ts";
import { errorMessage } from "../../../serving/decode/error-message.ts";

/** Bodies are those of real servers, or of their documentation. */
test.each([
  ["KServe: 500 about the shape", 500, '{"error":"X has 3 features, but LogisticRegression is expecting 4 features as input."}', false, "badInput"],
  ["KServe: 500 about a column", 500, `{"error":"columns are missing: {'plan'}"}`, false, "badInput"],
  ["Triton: 500 about the JSON", 500, '{"error":"failed to parse the request JSON buffer: Invalid value. at 11"}', false, "badInput"],
  ["MLServer: 500 without a word, well-formed request", 500, "Internal Server Error", false, "server"],
  ["MLServer: 500 without a word, malformed request", 500, "Internal Server Error", true, "badInput"],
  ["TorchServe: 503 Prediction failed", 503, '{"code":503,"type":"InternalServerException","message":"Prediction failed"}', false, "server"],
  [
    "TorchServe: 503 Prediction failed, malformed request",
    503,
    '{"code":503,"type":"InternalServerException","message":"Prediction failed"}',
    true,
    "badInput",
  ],
  ["503 of an overloaded server", 503, '{"error":"Exceeded maximum queue size"}', false, "overload"],
  ["503 without a word", 503, "", false, "overload"],
  ["503 while a model loads", 503, '{"error":"Model iris is not ready"}', false, "server"],
  ["429", 429, "", false, "overload"],
  ["500 of a full queue", 500, '{"error":"too many requests in the queue"}', false, "overload"],
  [
    "Werkzeug's page for any error",
    500,
    "<title>500 Internal Server Error</title><p>Either the server is overloaded or there is an error in the application.</p>",
    false,
    "server",
  ],
  ["FastAPI: 422 with details", 422, '{"detail":[{"type":"missing","loc":["body","plan"],"msg":"Field required"}]}', false, "badInput"],
  ["404 of an unknown model", 404, '{"error":"Model nope not found"}', false, "badInput"],
  ["502 of a proxy behind", 502, "<h1>Bad Gateway</h1>", false, "network"],
  ["504 of a proxy behind", 504, "", false, "network"],
  ["Cog: failed with status 200", 200, '{"status":"failed","error":"ValueError: could not convert string to float"}', false, "badInput"],
  ["500 of the model's own fault", 500, '{"error":"CUDA error: device-side assert triggered"}', false, "server"],
])("%s", (_, status, body, malformed, expected) => {
  expect(errorClass({ status, message: errorMessage(Buffer.from(body)), malformed })).toBe(expected);
});

test.each([
  ["{error}", '{"error":"a"}', "a"],
  ["{detail} as text", '{"detail":"Not Found"}', "Not Found"],
  ["{detail: [{loc, msg}]}", '{"detail":[{"loc":["body","x",0],"msg":"bad"},{"loc":["y"],"msg":"worse"}]}', "body.x.0: bad; y: worse"],
  ["{code, message}", '{"code":503,"type":"T","message":"Prediction failed"}', "Prediction failed"],
  ["{status: {info}}", '{"status":{"code":-1,"info":"no","reason":"R"}}', "no"],
  ["[{error}]", '[{"error":"a"}]', "a"],
  ["HTML", "<!doctype html><title>500</title>\n<h1>Oops</h1>", "500 Oops"],
  ["plain text", " Internal Server Error\n", "Internal Server Error"],
  ["JSON that is none", '{"error":', '{"error":'],
  ["nothing", "", ""],
])("the message of %s", (_, body, expected) => {
  expect(errorMessage(Buffer.from(body))).toBe(expected);
});
