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
  ["424 of SageMaker: the model failed", 424, '{"ErrorCode":"ModelError","Message":"boom"}', false, "server"],
  ["409 of a server with one slot", 409, '{"detail":"Already running a prediction"}', false, "overload"],
  ["409 otherwise", 409, '{"detail":"the id is taken"}', false, "badInput"],
  ["503 of a mesh that reaches nobody", 503, "upstream connect error or disconnect/reset before headers", false, "network"],
  ["503 of a mesh without a model", 503, "no healthy upstream", false, "network"],
  ["Ray: 503 of a full queue", 503, "Request dropped due to backpressure (num_queued_requests=3).", false, "overload"],
  ["500 about two devices, though it expects", 500, '{"detail":"Expected all tensors to be on the same device, but found cuda:0 and cpu!"}', false, "server"],
  ["500 about a module, though it is called features", 500, `{"error":"ModuleNotFoundError: No module named 'features'"}`, false, "server"],
  ["500 about a file, though it is JSON", 500, `{"error":"FileNotFoundError: No such file or directory: '/models/model.json'"}`, false, "server"],
  ["500 about a feature store that is away", 500, '{"error":"failed to connect to the feature store: connection refused"}', false, "server"],
  ["TensorFlow Serving: 500 out of memory, though it names a shape", 500, '{ "error": "OOM when allocating tensor with shape[1024,1024]" }', false, "server"],
  ["such words do not excuse a malformed request", 500, '{"error":"No such file or directory"}', true, "badInput"],
  [
    "MLflow: 400 of a model that ran out of memory",
    400,
    `{"error_code":"BAD_REQUEST","message":"Verify that the input is compatible. Error 'CUDA out of memory.'"}`,
    false,
    "server",
  ],
  [
    "MLflow: 400 about the input",
    400,
    `{"error_code":"BAD_REQUEST","message":"Verify that the input is compatible. Error 'could not convert string to float'"}`,
    false,
    "badInput",
  ],
  ["404 of a path, though it names a file", 404, "No such file or directory", false, "badInput"],
  ["scikit-learn: 500 about NaN", 500, '{"error":"Input X contains NaN."}', false, "badInput"],
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
