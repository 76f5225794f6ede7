/** `npm run test:wire -- FOLDER`: every recorded exchange of a folder decoded by `auto` and compared with what it says is right. Exit code 1 when one is wrong. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeRecorded, recordedExchange } from "../serving/decode/recorded-exchange.ts";
import { loadProtocols } from "../serving/wire/load-protocols.ts";
import { messageOf } from "../errors.ts";
import { differences } from "./serving/protocols/support/compare-expected.ts";
import type { Expected } from "./serving/protocols/support/compare-expected.ts";

const [folder = "test/serving/wire"] = process.argv.slice(2);
const protocols = await loadProtocols({ protocol: "auto" });
const declared = { model: "", version: "", schemas: [] };
const tally = new Map<string, { right: number; wrong: number }>();

for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
  if (!file.endsWith(".json")) continue;
  const { expected, ...json } = JSON.parse(readFileSync(join(folder, file), "utf8")) as { expected: Expected };
  const wrong = check(json, expected);
  const server = file.split("/")[0] ?? "";
  const counts = tally.get(server) ?? { right: 0, wrong: 0 };
  tally.set(server, { right: counts.right + (wrong.length === 0 ? 1 : 0), wrong: counts.wrong + (wrong.length === 0 ? 0 : 1) });
  if (wrong.length > 0) console.log(`${file}\n${wrong.map((line) => `    ${line}\n`).join("")}`);
}

console.log("server                    right  not");
for (const [server, { right, wrong }] of tally) console.log(`${server.padEnd(26)}${String(right).padStart(4)}${String(wrong).padStart(5)}`);
process.exitCode = [...tally.values()].some(({ wrong }) => wrong > 0) ? 1 : 0;

function check(json: unknown, expected: Expected): string[] {
  try {
    return differences(decodeRecorded(recordedExchange.parse(json), protocols, declared), expected);
  } catch (error) {
    return [messageOf(error)];
  }
}
