import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { Random } from "../../analyzers/statistics/random.ts";
import { TidemarkError } from "../../errors.ts";
import { captureRows } from "../../serving/capture/capture-rows.ts";
import { decode } from "../../serving/decode/decode.ts";
import { exchangeOf, recordedExchange } from "../../serving/decode/recorded-exchange.ts";
import type { Exchange, Half } from "../../serving/wire/exchange.ts";
import { loadProtocols } from "../../serving/wire/load-protocols.ts";
import type { Protocol } from "../../serving/wire/protocol.ts";
import { EXCHANGES } from "../../bench/sidecar/exchanges.ts";
import { createTally, pick } from "./attack.ts";
import type { Attack } from "./attack.ts";
import { hostileJson } from "./hostile-bodies.ts";

/** What one exchange may take of the processor, in all. */
const MOST_MS = 50;
const DECLARED = { model: "", version: "", schemas: [] };
const WIRE = join(import.meta.dirname, "../serving/wire");

/** Memory may grow by so much between the second tenth of an attack and its last. */
const MOST_GROWTH_BYTES = 64 << 20;
/** After so many the thread comes to rest, as capture's does between its batches: what a broken gzip held is let go of then, not before. */
const BATCH = 100;
/** Of fewer exchanges nothing can be said about memory. */
const ENOUGH = 200_000;
/** Keys that some protocol looks for. */
const KEYS = [
  "inputs",
  "instances",
  "outputs",
  "predictions",
  "data",
  "ndarray",
  "tensor",
  "shape",
  "values",
  "names",
  "jsonData",
  "meta",
  "puid",
  "choices",
  "delta",
  "usage",
  "messages",
  "model",
  "input",
  "output",
  "status",
  "error",
  "dataframe_split",
  "columns",
  "parameters",
  "b64",
  "tftensor",
  "dtype",
];

/** Exchanges, recorded and made, broken at random or made of random JSON, through the decoder that `auto` chooses or one that is declared: none may throw but what a row is refused with, none take over 50 ms of CPU, and memory stays as it was. */
export default {
  name: "decoders",
  async run({ count, random }) {
    const protocols = await loadProtocols({ protocol: "auto" });
    const originals = recordings();
    const tally = createTally();
    const sizes: number[] = [];
    for (let tried = 0; tried < count; tried++) {
      const exchange = broken(pick(random, originals), originals, random);
      const chosen = random() < 0.5 ? protocols : [pick(random, protocols)];
      try {
        const ms = cpuOf(() => tally.count(outcome(exchange, chosen)));
        if (ms > MOST_MS && leastOf(exchange, chosen) > MOST_MS) tally.fail(`${ms.toFixed(0)} ms of CPU: ${described(exchange, chosen)}`);
      } catch (error) {
        if (error instanceof TidemarkError) tally.count("refused");
        else tally.fail(`threw ${String(error).slice(0, 200)}: ${described(exchange, chosen)}`);
      }
      if (tried % BATCH !== 0) continue;
      sizes.push(process.memoryUsage().rss);
      await turn();
    }
    const held = tenths(sizes);
    if (count >= ENOUGH && (held[9] ?? 0) - (held[1] ?? 0) > MOST_GROWTH_BYTES)
      tally.fail(`memory grew; MB in the middle of each tenth: ${held.map((bytes) => Math.round(bytes / 1e6)).join(", ")}`);
    const peakBytes = Math.max(0, ...sizes);
    return { tried: count, answers: tally.answers, failures: tally.failures, peakBytes };
  },
} satisfies Attack;

/** Recorded ones, and one of each protocol that has no recordings. */
function recordings(): readonly Exchange[] {
  const files = readdirSync(WIRE, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json"));
  const recorded = files.sort().map((file) => exchangeOf(recordedExchange.parse(JSON.parse(readFileSync(join(WIRE, file), "utf8")))));
  const made = Object.values(EXCHANGES).map(({ path, type, body, answer, headers = {} }) => ({
    request: { method: "POST", path, headers: [["content-type", type]], body },
    response: { status: 200, headers: Object.entries(headers), body: answer },
  }));
  return [...recorded, ...made.map((one) => exchangeOf(recordedExchange.parse(one)))];
}

/** Decodes, and makes the rows that would be stored. */
function outcome(exchange: Exchange, protocols: readonly Protocol[]): string {
  const decoded = decode(exchange, protocols, DECLARED);
  const names = { model: decoded.model, version: decoded.version, variant: "" };
  const facts = { requestId: "r", node: "n", names, tags: decoded.tags, errorMessage: "", ruled: { feature: undefined, prediction: undefined } };
  const { inferences } = captureRows(exchange, decoded, { ...facts, cap: () => undefined });
  let rows = 0;
  for (const row of inferences) {
    JSON.stringify(row);
    rows += 1;
  }
  return decoded.unreadable === "" ? decoded.errorClass || (rows > 0 ? "rows" : "no rows") : "unreadable";
}

function cpuOf(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/** Of two more times: a collection of garbage is nobody's. */
function leastOf(exchange: Exchange, protocols: readonly Protocol[]): number {
  const again = () => cpuOf(() => outcome(exchange, protocols));
  return Math.min(again(), again());
}

/** The middle of each tenth. */
function tenths(sizes: readonly number[]): readonly number[] {
  return Array.from({ length: 10 }, (_, nth) => {
    const tenth = sizes.slice(Math.floor((nth * sizes.length) / 10), Math.floor(((nth + 1) * sizes.length) / 10)).toSorted((a, b) => a - b);
    return tenth[Math.floor(tenth.length / 2)] ?? 0;
  });
}

function described({ line, request, response }: Exchange, protocols: readonly Protocol[]): string {
  const head = (half: Half) => JSON.stringify(half.body.toString("latin1", 0, 120));
  return `${protocols.length === 1 ? protocols[0]?.name : "auto"} ${line.method} ${line.path} ${head(request)} ${head(response)}`;
}

function broken(original: Exchange, all: readonly Exchange[], random: Random): Exchange {
  const other = pick(random, all);
  const status = random() < 0.7 ? 200 : pick(random, [0, 100, 204, 301, 400, 404, 500, 503]);
  const request = random() < 0.5 ? brokenHalf(original.request, random) : original.request;
  const answer = random() < 0.2 ? other.response : original.response;
  const response = random() < 0.5 ? brokenHalf(answer, random) : answer;
  const line = random() < 0.2 ? { ...original.line, path: pick(random, [other.line.path, brokenText(original.line.path, random)]) } : original.line;
  return { ...original, line, request, response, status };
}

const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  [
    "content-type",
    [
      "text/csv",
      "application/json",
      "multipart/form-data; boundary=x",
      "application/x-www-form-urlencoded",
      "application/grpc",
      "text/event-stream",
      "application/jsonlines",
      "image/png",
      "",
    ],
  ],
  ["content-encoding", ["gzip", "deflate", "br", "zstd", "gzip, gzip, gzip", "nonsense", ""]],
  ["inference-header-content-length", ["0", "-1", "5", "1e9", "NaN", "99999999999999999999"]],
  ["ce-type", ["org.kubeflow.serving.inference.request", "io.seldon.serving.feedback"]],
  ["x-request-id", ["a".repeat(100_000), "é\u0000"]],
];

function brokenHalf(half: Half, random: Random): Half {
  const headers = random() < 0.3 ? [...half.headers, ...header(random)] : half.headers;
  if (random() < 0.2) return { headers, body: Buffer.from(hostileJson(random, KEYS)) };
  const body = random() < 0.5 ? Buffer.from(brokenText(half.body.toString("latin1"), random), "latin1") : brokenBytes(half.body, random);
  return { headers, body };
}

function header(random: Random): [string, string] {
  const [name, values] = pick(random, HEADERS);
  return [name, pick(random, values)];
}

function brokenBytes(body: Buffer, random: Random): Buffer {
  const at = Math.floor(random() * body.length);
  const copy = Buffer.from(body);
  const byte = Math.floor(random() * 256);
  switch (Math.floor(random() * 5)) {
    case 0:
      if (copy.length > 0) copy[at] = byte;
      return copy;
    case 1:
      return copy.subarray(0, at);
    case 2:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(Math.floor(random() * at)), copy]);
    case 3:
      return gzipSync(copy);
    default:
      return Buffer.from(Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256)));
  }
}

/** What stands where another token should. */
const TOKENS: readonly string[] = [
  "null",
  "NaN",
  "-Infinity",
  "1e999",
  "-0",
  "9007199254740993",
  "true",
  '""',
  "[]",
  "{}",
  "[[]]",
  "[[1],[1,2]]",
  '{"a":{"b":{"c":[1]}}}',
  '"\\ud800"',
  '"x"',
  "[null,null]",
  `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
  `[${Array.from({ length: 300 }, (_, i) => `{"${i}":1}`).join(",")}]`,
  '{"__proto__":{"x":1},"constructor":1}',
  "1000000000",
  "[1000000000,0]",
  "-5",
];

function brokenText(text: string, random: Random): string {
  const parts = text.match(/"(?:[^"\\]|\\.)*"|[\d.eE+-]+|\s+|[^\s"\d]/g) ?? [];
  for (let i = 0; i < 1 + 3 * random(); i++) {
    const at = Math.floor(random() * Math.max(1, parts.length));
    if (random() < 0.7) parts[at] = pick(random, TOKENS);
    else parts.splice(at, random() < 0.5 ? 1 : 0, ...parts.slice(0, Math.floor(random() * 5)));
  }
  return parts.join("");
}
