/** `npm run test:wire -- FOLDER`: every recorded exchange of a folder decoded by `auto`, by the protocol that its server has, and, where it is text, by `auto` with models, columns, ids and values changed; compared with what is right. Exit code 1 when one is wrong. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeRecorded, recordedExchange } from "../serving/decode/recorded-exchange.ts";
import type { RecordedExchange } from "../serving/decode/recorded-exchange.ts";
import { loadProtocols } from "../serving/wire/load-protocols.ts";
import type { Protocol } from "../serving/wire/protocol.ts";
import { messageOf } from "../errors.ts";
import { differences } from "./serving/protocols/support/compare-expected.ts";
import type { Expected } from "./serving/protocols/support/compare-expected.ts";
import { renamedExchange } from "./serving/protocols/support/renamed.ts";

/** Protocols of servers by their folders; KServe has two. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  cog: "cog",
  fastapi: "json",
  flask: "json",
  "kserve-logger": "cloudevents",
  mlflow: "mlflow",
  mlserver: "open-inference",
  "ray-serve": "json",
  "sagemaker-mms": "sagemaker",
  "seldon-logger": "cloudevents",
  "tfserving-grpc-pythie": "tensorflow-serving",
  "tfserving-rest": "tensorflow-serving",
  torchserve: "torchserve",
  triton: "open-inference",
};
const WAYS = ["auto", "declared", "renamed"] as const;

const [folder = "test/serving/wire"] = process.argv.slice(2);
const auto = await loadProtocols({ protocol: "auto" });
const declared = { model: "", version: "", schemas: [] };
const tally = new Map<string, Record<(typeof WAYS)[number], { right: number; wrong: number }>>();

for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
  if (!file.endsWith(".json")) continue;
  const { expected, ...json } = JSON.parse(readFileSync(join(folder, file), "utf8")) as { expected: Expected };
  const recorded = recordedExchange.parse(json);
  const server = file.split("/")[0] ?? "";
  count(file, "auto", check(recorded, expected, auto));
  const own = PROTOCOLS[server] ?? (/v1/.test(recorded.request.path ?? "") ? "kserve-v1" : "open-inference");
  count(file, "declared", check(recorded, expected, await loadProtocols({ protocol: own })));
  const other = renamedExchange(recorded, expected);
  if (other !== undefined) count(file, "renamed", check(other.recorded, other.expected, auto));
}

console.log(`server                 ${WAYS.map((way) => `${way.padStart(10)}  not`).join("")}`);
for (const [server, counts] of tally)
  console.log(`${server.padEnd(23)}${WAYS.map((way) => `${String(counts[way].right).padStart(10)}${String(counts[way].wrong).padStart(5)}`).join("")}`);
process.exitCode = [...tally.values()].some((counts) => WAYS.some((way) => counts[way].wrong > 0)) ? 1 : 0;

function count(file: string, way: (typeof WAYS)[number], wrong: readonly string[]): void {
  const server = file.split("/")[0] ?? "";
  const none = () => ({ right: 0, wrong: 0 });
  const counts = tally.get(server) ?? { auto: none(), declared: none(), renamed: none() };
  tally.set(server, counts);
  counts[way][wrong.length === 0 ? "right" : "wrong"] += 1;
  if (wrong.length > 0) console.log(`${file}, ${way}\n${wrong.map((line) => `    ${line}\n`).join("")}`);
}

function check(recorded: RecordedExchange, expected: Expected, protocols: readonly Protocol[]): readonly string[] {
  try {
    return differences(decodeRecorded(recorded, protocols, declared), expected);
  } catch (error) {
    return [messageOf(error)];
  }
}
