import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Random } from "../../analyzers/statistics/random.ts";
import { type Attack, pick } from "./attack.ts";
import { attackHttp } from "./attacked-http.ts";
import { brokenRequest } from "./broken-requests.ts";
import { hostileJson } from "./hostile-bodies.ts";
import { startAttacked } from "./hostile-process.ts";

const GETS = [
  "/",
  "/api/v1/models",
  "/api/v1/findings?cursor=%ff",
  "/api/v1/findings?limit=-1",
  "/api/v1/alerts?from=NaN",
  "/reports/%00",
  `/reports/${"r".repeat(5_000)}.json`,
  "/reports/..%2f..%2fetc",
  "/openapi.json",
  "/alerts/%ff",
];
const KEYS = ["model", "requestId", "rowNumber", "label", "observedTime", "source"];

/** The API and its pages: broken requests, labels that are none. */
export default {
  name: "api",
  async run({ count, random, atOnce }) {
    await using stack = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), "tidemark-attack-"));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const process = stack.use(await startAttacked(join(import.meta.dirname, "support/attacked-api.ts"), [folder]));
    return await attackHttp({
      process,
      count,
      random,
      atOnce,
      bad: (random) => (random() < 0.4 ? brokenRequest(random, "authorization: Bearer x") : random() < 0.3 ? get(random) : labels(random)),
      async good() {
        const body = JSON.stringify({ model: "m", requestId: "r", label: 1 });
        const answer = await fetch(`${process.address}/api/v1/labels`, { method: "POST", headers: { "content-type": "application/json" }, body });
        return answer.status === 202 ? undefined : `${answer.status} ${await answer.text()}`;
      },
    });
  },
} satisfies Attack;

function get(random: Random): Buffer {
  return Buffer.from(`GET ${pick(random, GETS)} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`);
}

function labels(random: Random): Buffer {
  const body = Buffer.from(hostileJson(random, KEYS));
  const type = pick(random, ["application/json", "application/json", "application/x-ndjson", "text/plain", "application/json; charset=x"]);
  const key = random() < 0.2 ? `idempotency-key: ${"k".repeat(Math.floor(random() * 600))}\r\n` : "";
  const head = `POST /api/v1/labels HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\ncontent-type: ${type}\r\n${key}content-length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}
