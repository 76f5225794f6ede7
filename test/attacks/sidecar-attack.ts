import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Random } from "../../analyzers/statistics/random.ts";
import { type Attack, pick } from "./attack.ts";
import { attackHttp } from "./attacked-http.ts";
import { brokenRequest } from "./broken-requests.ts";
import { hostileJson } from "./hostile-bodies.ts";
import { startAttacked } from "./hostile-process.ts";

const PATHS = [
  "/v2/models/m/infer",
  "/v1/models/m:predict",
  "/models/m/predict",
  "/predict",
  "/v2/models/%00/infer",
  `/v2/models/${"n".repeat(5_000)}/infer`,
  "/../../v2/models/m/infer",
];
const KEYS = [
  "inputs",
  "outputs",
  "name",
  "shape",
  "datatype",
  "data",
  "parameters",
  "binary_data_size",
  "id",
  "instances",
  "columns",
  "request_id",
  "model_name",
];
const HEADERS = [
  "content-encoding: gzip",
  "content-encoding: zstd, br, gzip",
  "inference-header-content-length: 999999999",
  "inference-header-content-length: -1",
  `x-request-id: ${"i".repeat(5_000)}`,
  "traceparent: 00-zz-zz-zz",
  `tidemark-variant: ${"v".repeat(3_000)}`,
  "ce-time: not a time",
  "connection: close, content-length",
  "expect: 100-continue",
  "content-type: application/octet-stream",
];

/** The sidecar before a model server that answers everything well: broken requests, and bodies that are what nobody decodes. */
export default {
  name: "sidecar",
  async run({ count, random, atOnce }) {
    await using stack = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), "tidemark-attack-"));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const model = createServer((request, response) => void request.resume().on("end", () => response.end('{"predictions":[1]}'))).listen(0, "127.0.0.1");
    stack.defer(() => {
      model.close().closeAllConnections();
    });
    await once(model, "listening");
    const url = `http://127.0.0.1:${(model.address() as AddressInfo).port}`;
    const process = stack.use(await startAttacked(join(import.meta.dirname, "support/attacked-sidecar.ts"), [url, folder]));
    return await attackHttp({
      process,
      count,
      random,
      atOnce,
      bad: (random) => (random() < 0.4 ? brokenRequest(random, "authorization: none") : inference(random)),
      async good() {
        const answer = await fetch(`${process.address}/models/m/predict`, { method: "POST", body: "[[1]]" });
        const text = await answer.text();
        return answer.status === 200 && text === '{"predictions":[1]}' ? undefined : `${answer.status} ${text}`;
      },
    });
  },
} satisfies Attack;

/** A request that is one for a parser of HTTP, and none for anything behind it. */
export function inference(random: Random): Buffer {
  const body = Buffer.from(hostileJson(random, KEYS));
  const headers = Array.from({ length: Math.floor(random() * 3) }, () => pick(random, HEADERS));
  const length = random() < 0.9 ? body.length : Math.floor(body.length * random() * 2);
  const head = [`POST ${pick(random, PATHS)} HTTP/1.1`, "host: 127.0.0.1", "connection: close", `content-length: ${length}`, ...headers].join("\r\n");
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]);
}
