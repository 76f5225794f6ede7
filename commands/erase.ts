import { z } from "zod";
import { readPrivacyKeys } from "../collector/events/privacy/privacy-keys.ts";
import { erase } from "../collector/erasure/erase.ts";
import { TidemarkError } from "../errors.ts";
import { createLogger } from "../telemetry.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, configOf } from "./lib/config-option.ts";
import { erasureReport, renderErasure } from "./lib/erasure-report.ts";
import { parseInvocation } from "./lib/parse-invocation.ts";
import { createPlatform, openStore } from "./lib/platform.ts";

const MOST_IDS = 10_000;

const options = z.strictObject({
  config: z.string().optional(),
  tag: z
    .string()
    .regex(/^[^=]+=.+$/s, "expected NAME=VALUE, such as tenant=acme")
    .transform((text) => ({ name: text.slice(0, text.indexOf("=")), value: text.slice(text.indexOf("=") + 1) }))
    .optional(),
  model: z.string().min(1).optional(),
  "dry-run": z.boolean().default(false),
  format: z.enum(["table", "json"], "expected table or json").default("table"),
});

export default {
  name: "erase",
  summary: "takes a subject's requests out of the store, by ids or by a tag",
  usage: {
    synopsis: "REQUEST_ID... | --tag NAME=VALUE  [--model NAME] [--dry-run] [--config FILE] [--format table|json]",
    options: [
      { name: "tag", value: "NAME=VALUE", help: "the requests whose rows have this tag" },
      { name: "model", value: "NAME", help: "of this model only (default: of all)" },
      { name: "dry-run", help: "say what there is, and take nothing" },
      CONFIG_OPTION,
      { name: "format", value: "FORMAT", help: "table (default) or json" },
    ],
    examples: [
      "tidemark erase --tag customer=4711 --dry-run",
      "tidemark erase --tag customer=4711",
      "tidemark erase order-1 order-2 --model fraud --format json",
    ],
  },
  async run(invocation) {
    const { tag, model = "", "dry-run": dryRun, format } = parseInvocation({ ...invocation, positionals: [] }, options);
    const requestIds = invocation.positionals;
    if ((tag === undefined) === (requestIds.length === 0))
      throw new TidemarkError("input", `erase: expected ids of requests or --tag NAME=VALUE${tag === undefined ? "" : ", not both"}`);
    if (requestIds.length > MOST_IDS) throw new TidemarkError("input", `erase: got ${requestIds.length} ids; expected at most ${MOST_IDS} at once`);
    const config = await configOf(invocation);
    await using stack = new AsyncDisposableStack();
    const store = await openStore(createPlatform(config, createLogger(process.stderr), stack));
    const keys = await readPrivacyKeys(config.privacy.keysFile);
    const report = erasureReport(await erase(store, { model, requestIds, tag }, keys, { now: Date.now(), dryRun }), config, dryRun);
    process.stdout.write(format === "json" ? `${JSON.stringify(report, undefined, 2)}\n` : renderErasure(report));
    return 0;
  },
} satisfies Command;
