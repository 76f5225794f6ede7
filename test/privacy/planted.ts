import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import type { RequestListener } from "node:http";

/** What must be found nowhere: a text that is no other's part, and a number. */
export const SECRET = "S3CRET-Alice-Example";
export const SECRET_NUMBER = 867_530_917;
/** In whatever writing: plain, escaped, in base64 from any of its first three bytes on, in hexadecimal. */
export const TRACES: readonly RegExp[] = [
  /s3cret|alice-ex/i,
  /UzNDUkVULU|MzQ1JFVC1BbG|zM0NSRVQtQW/,
  new RegExp(Buffer.from(SECRET).toString("hex").slice(4, 24), "i"),
  /867,?530,?917|8\.67530917/,
];

/** A model server that is right, wrong or lost as the path says, and tells what it got when it fails. */
export const model: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const url = request.url ?? "";
    const json = (status: number, body: object) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (url.includes("fail-json")) return json(500, { error: `could not convert string to float: '${SECRET}'` });
    if (url.includes("fail-text")) return response.writeHead(400, { "content-type": "text/plain" }).end(`bad value ${SECRET} (${SECRET_NUMBER})`);
    if (url.includes("fail-page")) return response.writeHead(500, { "content-type": "text/html" }).end(`<html><b>${SECRET}</b></html>`);
    if (url.includes("fail-ok")) return json(200, { error: `no customer ${SECRET}`, status: "failed" });
    if (url.includes("fail-prompt"))
      return json(400, { error: { message: `[{'loc': ('body',), 'input': 'Tell me of ${SECRET} please'}]`, type: "BadRequest" } });
    if (url.includes("nan")) return response.end(`{"predictions": [{"${SECRET}": NaN}]}`);
    if (url.includes("hang-up")) return response.destroy();
    if (url.endsWith("chat/completions")) return json(200, { choices: [{ message: { content: `Dear ${SECRET}` }, finish_reason: "stop" }] });
    if (url.includes("/v2/")) return json(200, { model_name: "churn", outputs: [{ name: "score", datatype: "FP32", shape: [1], data: [0.5] }] });
    return json(200, { predictions: [{ score: 0.5, explanation: `since ${SECRET} is ${SECRET_NUMBER}` }] });
  });
};

/** One request that carries the secret in one place. */
export interface Planted {
  readonly where: string;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

const row = { customer: { contact: { email: SECRET }, id: SECRET }, phone: `${SECRET}77`, income: SECRET_NUMBER, tenure: 3, plan: "basic" };
const rows = (instances: unknown) => JSON.stringify({ instances });
const tensor = Buffer.concat([Buffer.from([SECRET.length, 0, 0, 0]), Buffer.from(SECRET)]);
const BINARY = JSON.stringify({ inputs: [{ name: "email", datatype: "BYTES", shape: [1, 1], parameters: { binary_data_size: tensor.length } }] });
const binary = (length: number): Pick<Planted, "headers" | "body"> => ({
  headers: { "inference-header-content-length": String(length), "content-type": "application/octet-stream" },
  body: Buffer.concat([Buffer.from(BINARY), tensor]),
});
const float64 = Buffer.alloc(8);
float64.writeDoubleLE(SECRET_NUMBER);
const NUMBER = JSON.stringify({ inputs: [{ name: "income", datatype: "FP64", shape: [1, 1], parameters: { binary_data_size: 8 } }] });
const part = (name: string, value: string, more = "") => `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;

const CHURN = "/v1/models/churn:predict";

/** Every place that a request, or what comes back, can carry something in. */
export const PLANTED: readonly Planted[] = [
  { where: "a JSON body: nested, text, number", path: CHURN, body: rows([row]) },
  {
    where: "a list where an object was",
    path: CHURN,
    body: rows([{ ...row, customer: [SECRET, { id: SECRET }], phone: [SECRET], income: [SECRET_NUMBER, 1] }]),
  },
  { where: "a type that no rule is for", path: CHURN, body: rows([{ ...row, income: SECRET, phone: { a: SECRET } }]) },
  { where: "rows without names", path: CHURN, body: rows([[3, SECRET, SECRET_NUMBER]]) },
  { where: "a body compressed", path: CHURN, body: gzipSync(rows([row])), headers: { "content-encoding": "gzip" } },
  { where: "a body that is not what its encoding says", path: CHURN, body: rows([row]), headers: { "content-encoding": "gzip" } },
  { where: "JSON that is cut off", path: CHURN, body: rows([row]).slice(0, -4) },
  { where: "text that is no JSON", path: CHURN, body: `${SECRET} ${SECRET_NUMBER}` },
  { where: "an id of a request", path: CHURN, body: rows([row]), headers: { "x-request-id": SECRET } },
  {
    where: "an id in the body",
    path: "/v2/models/churn/infer",
    body: JSON.stringify({ id: SECRET, inputs: [{ name: "tenure", shape: [1, 1], datatype: "FP32", data: [1] }] }),
  },
  {
    where: "headers",
    path: CHURN,
    body: rows([row]),
    headers: {
      authorization: `Bearer ${SECRET}`,
      cookie: `session=${SECRET}`,
      "x-customer": SECRET,
      "user-agent": SECRET,
      "tidemark-tag-tenant": SECRET,
      "tidemark-tag-note": SECRET,
      "tidemark-variant": SECRET,
      traceparent: `01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-${SECRET}`,
      tracestate: `a=${SECRET}`,
    },
  },
  { where: "a query", path: `${CHURN}?token=${SECRET}&income=${SECRET_NUMBER}`, body: "{" },
  { where: "a query that is the request", path: `/predict?phone=${SECRET}&income=${SECRET_NUMBER}&tenure=1`, method: "GET" },
  { where: "a path", path: `/v2/models/churn/versions/1/infer?${SECRET}`, body: "{" },
  { where: "a model that is none", path: `/v1/models/${SECRET}-fail-json:predict`, body: rows([row]) },
  { where: "an error in JSON", path: "/v1/models/churn:predict?fail-json", body: rows([row]) },
  { where: "an error in words", path: "/v1/models/churn:predict?fail-text", body: rows([row]) },
  { where: "an error as a page", path: "/v1/models/churn:predict?fail-page", body: rows([row]) },
  { where: "an error that says it is none", path: "/v1/models/churn:predict?fail-ok", body: rows([row]) },
  { where: "an answer that breaks off", path: "/v1/models/churn:predict?hang-up", body: rows([row]) },
  {
    where: "a form of parts",
    path: "/predict",
    headers: { "content-type": "multipart/form-data; boundary=b" },
    body: `${part("phone", SECRET)}${part("income", String(SECRET_NUMBER))}${part("email", SECRET, `; filename="${SECRET}.txt"`)}--b--\r\n`,
  },
  { where: "a form without its boundary", path: "/predict", headers: { "content-type": "multipart/form-data" }, body: part("phone", SECRET) },
  { where: "a form", path: "/predict", headers: { "content-type": "application/x-www-form-urlencoded" }, body: `phone=${SECRET}&income=${SECRET_NUMBER}` },
  { where: "a table as text", path: "/invocations", headers: { "content-type": "text/csv" }, body: `${SECRET},3,${SECRET_NUMBER}\n` },
  { where: "a tensor of text", path: "/v2/models/churn/infer", ...binary(BINARY.length) },
  { where: "a tensor of text whose head is too short", path: "/v2/models/churn/infer", ...binary(BINARY.length - 3) },
  {
    where: "a tensor of numbers",
    path: "/v2/models/churn/infer",
    headers: { "inference-header-content-length": String(NUMBER.length) },
    body: Buffer.concat([Buffer.from(NUMBER), float64]),
  },
  {
    where: "a prompt",
    path: "/v1/chat/completions",
    body: JSON.stringify({ model: "churn", messages: [{ role: "user", content: `Tell me of ${SECRET} please` }] }),
  },
  { where: "a prompt that cannot be read", path: "/v1/chat/completions", body: `{"model": "churn", "messages": [{"content": "Tell me of ${SECRET} ple` },
  {
    where: "a prompt that an error repeats",
    path: "/v1/chat/completions?fail-prompt",
    body: JSON.stringify({ model: "churn", messages: [{ role: "user", content: `Tell me of ${SECRET} please` }] }),
  },
];

/** What names of fields, and models that answer, carry: kept out where what is not declared is dropped. */
export const PLANTED_NAMES: readonly Planted[] = [
  { where: "a field's name", path: CHURN, body: rows([{ ...row, [SECRET]: 1 }]) },
  { where: "a prediction's name", path: "/v1/models/churn:predict?nan", body: rows([row]) },
  { where: "a model that answers", path: `/v1/models/${SECRET}:predict`, body: rows([row]) },
  { where: "a model that a body names", path: "/v1/chat/completions", body: JSON.stringify({ model: SECRET, messages: [{ role: "user", content: "Hello" }] }) },
  { where: "a tag that nobody asked for", path: CHURN, body: rows([row]), headers: { "tidemark-tag-other": SECRET } },
];

/** Requests that no HTTP client writes: a host that is none, a target that names another. */
export async function plantByHand(address: string): Promise<void> {
  const { hostname, port } = new URL(address);
  for (const head of [`POST ${CHURN} HTTP/1.1\r\nHost: ${SECRET} ${SECRET}`, `POST http://${SECRET}${CHURN} HTTP/1.1\r\nHost: other`]) {
    const socket = connect(Number(port), hostname);
    socket.write(`${head}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`);
    await new Promise((resolve) => socket.on("close", resolve).on("error", resolve).resume());
  }
}
