import { readFile } from "node:fs/promises";
import { z } from "zod";
import { messageOf, TidemarkError } from "../errors.ts";
import { declaredOf } from "../serving/decode/declared.ts";
import { decodeRecorded, recordedExchange, recordText } from "../serving/decode/recorded-exchange.ts";
import type { RecordedExchange } from "../serving/decode/recorded-exchange.ts";
import { loadProtocols } from "../serving/wire/load-protocols.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, configOf } from "./lib/config-option.ts";
import { parseInvocation } from "./lib/parse-invocation.ts";

const options = z.strictObject({
  protocol: z.string().min(1, "expected a protocol's name, or auto").optional(),
  config: z.string().min(1, "expected a file").optional(),
  format: z.enum(["json"], "expected json").default("json"),
});

export default {
  name: "decode",
  summary: "what the sidecar extracts from a recorded exchange",
  usage: {
    synopsis: "[--protocol NAME|auto] [--config FILE] EXCHANGE.json",
    options: [
      { name: "protocol", value: "NAME", help: "a protocol's name; auto: the one that the exchange looks like (default: the configuration's, else auto)" },
      CONFIG_OPTION,
      { name: "format", value: "FORMAT", help: "json" },
    ],
    examples: ["tidemark decode --protocol auto exchange.json", "tidemark decode --protocol json --config tidemark.yaml exchange.json"],
  },
  async run(invocation) {
    const [file, ...more] = invocation.positionals;
    const asked = parseInvocation({ ...invocation, positionals: more }, options);
    if (file === undefined) throw new TidemarkError("input", "decoding an exchange: expected its file, as in tidemark decode --protocol auto exchange.json");
    const recorded = await readExchange(file);
    const { serving, models } = await configOf(invocation);
    const upstream = serving?.upstream;
    const protocols = await loadProtocols({ protocol: asked.protocol ?? upstream?.protocol ?? "auto", json: upstream?.json });
    process.stdout.write(`${recordText(decodeRecorded(recorded, protocols, declaredOf(upstream, models, serving?.capture.tags), upstream?.paths))}\n`);
    return 0;
  },
} satisfies Command;

/** @throws TidemarkError `input` naming the file and what is wrong with it. */
async function readExchange(file: string): Promise<RecordedExchange> {
  try {
    return recordedExchange.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (thrown) {
    const why = thrown instanceof z.ZodError ? z.prettifyError(thrown) : messageOf(thrown);
    throw new TidemarkError(
      "input",
      `reading the exchange ${file}: ${why}; expected {request: {method, path, headers, body}, response: {status, headers, body}}`,
      {
        cause: thrown,
      },
    );
  }
}
