import { messageOf, TidemarkError } from "../../errors.ts";
import json from "../protocols/json.ts";
import openInference from "../protocols/open-inference.ts";
import type { Call, Target } from "../request-path/call.ts";
import { newRequestId } from "../request-path/request-id.ts";
import type { Failure } from "../wire/exchange.ts";
import { openMessage, requestLine } from "../wire/message.ts";
import { pathPart } from "../wire/path-part.ts";
import type { Content, Protocol, RequestLine } from "../wire/protocol.ts";
import { Batcher } from "./batcher.ts";
import { inferenceAnswer, modelMetadata, rowsAnswer } from "./model-answer.ts";
import { modelInputs } from "./model-inputs.ts";
import type { OnnxModel } from "./onnx-model.ts";
import { MAX_BODY_BYTES, readBody } from "./read-body.ts";

interface Served {
  readonly model: OnnxModel;
  readonly batcher: Batcher;
}

interface Reply {
  readonly status: number;
  readonly body: object | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly failure?: Failure;
}

/** What a header may hold; an id in a body may hold anything. */
const HEADER_TEXT = /^[\x21-\x7e]{1,256}$/;
const MODEL_PATH = /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?(\/ready)?$/;

/** Serves ONNX models in this process: version 2 of the Open Inference Protocol, and JSON rows at /v1/models/<name>:predict and /models/<name>/predict. */
export class ModelServer implements Target {
  readonly #maxQueueRows: number;
  #served: readonly Served[] = [];

  /** @param maxQueueRows rows that may wait for one model */
  constructor(maxQueueRows: number) {
    this.#maxQueueRows = maxQueueRows;
  }

  /** Serves these from now on; requests under way end with the model that they have. @param models newest version of each name first */
  serve(models: readonly OnnxModel[]): void {
    const before = new Map(this.#served.map((served) => [served.model, served]));
    this.#served = models.map((model) => before.get(model) ?? { model, batcher: new Batcher(model, this.#maxQueueRows) });
  }

  handle(call: Call): void {
    void this.#answer(call)
      .catch(failed)
      .then((reply) => send(call, reply))
      .catch(() => call.response.destroy());
  }

  async unready(): Promise<string | undefined> {
    return undefined;
  }

  queueDepth(): number {
    return this.#served.reduce((sum, { batcher }) => sum + batcher.waitingRows, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#served = [];
  }

  async #answer(call: Call): Promise<Reply> {
    const line = requestLine(call.request.method ?? "GET", call.request.url ?? "/");
    const { method, path } = line;
    for (const protocol of [openInference, json]) {
      const route = protocol.route(line, call.request.rawHeaders);
      if (route?.model !== undefined) return this.#infer(call, line, protocol, this.#find(route.model, route.version));
    }
    if (method !== "GET" && method !== "HEAD")
      throw new TidemarkError("notFound", `there is nothing at ${method} ${path}; expected POST /v2/models/<name>/infer or POST /v1/models/<name>:predict`);
    return this.#describe(path);
  }

  async #infer(call: Call, line: RequestLine, protocol: Protocol, { model, batcher }: Served): Promise<Reply> {
    const body = await readBody(call.request, call.seen?.request);
    const message = openMessage(line, { headers: call.request.rawHeaders, body }, MAX_BODY_BYTES);
    const content = protocol.read.request(message);
    if (content.rows === 0) throw new TidemarkError("input", "reading rows: there is none; expected at least one");
    const { headers } = message;
    const id = content.requestId ?? headers.get("x-request-id") ?? headers.get("ce-id") ?? newRequestId(Date.now());
    if (call.seen !== undefined) call.seen.requestId = id;
    const { outputs, queueMs, computeMs } = await batcher.predict(modelInputs(model, content));
    if (call.seen !== undefined) Object.assign(call.seen, { queueMs, computeMs });
    const wanted = chosen(outputs, content, model);
    const answer = protocol === openInference ? inferenceAnswer(model, id, wanted) : rowsAnswer(content.rows, wanted);
    return { status: 200, body: answer, headers: { ...(HEADER_TEXT.test(id) ? { "x-request-id": id } : {}), "x-model-version": model.version } };
  }

  #describe(path: string): Reply {
    if (path === "/v2/health/live" || path === "/v2/health/ready") return { status: 200, body: undefined };
    if (path === "/v2") return { status: 200, body: { name: "tidemark", version: "2", extensions: [] } };
    const [, name, version, ready] = MODEL_PATH.exec(path) ?? [];
    if (name === undefined) throw new TidemarkError("notFound", `there is nothing at GET ${path}; expected /v2, /v2/health/ready or /v2/models/<name>`);
    const { model } = this.#find(pathPart(name), version);
    const versions = this.#served.filter((served) => served.model.name === model.name).map((served) => served.model.version);
    return { status: 200, body: ready === undefined ? modelMetadata(model, versions) : undefined };
  }

  #find(name: string, version: string | undefined): Served {
    const found = this.#served.find(({ model }) => model.name === name && (version === undefined || model.version === version));
    if (found !== undefined) return found;
    const known = this.#served.map(({ model }) => `"${model.name}" version ${model.version}`).join(", ");
    throw new TidemarkError("notFound", `there is no model "${name}"${version === undefined ? "" : ` of version ${version}`}; expected one of ${known}`);
  }
}

function chosen<Output extends { name: string }>(outputs: readonly Output[], content: Content, model: OnnxModel): readonly Output[] {
  const unknown = content.wanted?.find((name) => outputs.every((output) => output.name !== name));
  if (unknown !== undefined)
    throw new TidemarkError("input", `model "${model.name}" has no output "${unknown}"; expected ${outputs.map((output) => `"${output.name}"`).join(", ")}`);
  return content.wanted === undefined ? outputs : outputs.filter((output) => content.wanted?.includes(output.name));
}

const FAILURES = {
  input: [400, "badInput"],
  notFound: [404, "badInput"],
  unavailable: [503, "overload"],
} as const;

/** What a failure looks like from outside; whose fault it is, is known here better than its words tell. */
function failed(error: unknown): Reply {
  const message = messageOf(error);
  const code = error instanceof TidemarkError ? error.code : "internal";
  const [status, errorClass] = code === "input" || code === "notFound" || code === "unavailable" ? FAILURES[code] : ([500, "server"] as const);
  return { status, body: { error: message }, failure: { errorClass, message }, ...(status === 503 ? { headers: { "retry-after": "1" } } : {}) };
}

function send(call: Call, reply: Reply): void {
  const { response, seen } = call;
  if (response.destroyed || response.headersSent) return;
  const body = reply.body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(reply.body));
  const type = reply.body === undefined ? {} : { "content-type": "application/json" };
  const headers = { ...type, "content-length": String(body.length), ...reply.headers };
  call.begin(reply.status, Object.entries(headers).flat(), reply.failure);
  seen?.response.add(body);
  response.writeHead(reply.status, headers);
  response.end(body);
}
