import { createLogger, silentLogger } from "../telemetry.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, configOf } from "./lib/config-option.ts";
import { createPlatform, openStore } from "./lib/platform.ts";

export default {
  name: "migrate",
  summary: "apply the ClickHouse schema",
  usage: {
    synopsis: "[--config FILE]",
    options: [CONFIG_OPTION, { name: "quiet", help: "say nothing" }],
    examples: ["tidemark migrate --config tidemark.yaml"],
  },
  async run(invocation) {
    await using stack = new AsyncDisposableStack();
    // Opening the store applies what is missing, and says what it was.
    const logger = invocation.options["quiet"] === true ? silentLogger : createLogger(process.stderr);
    await openStore(createPlatform(await configOf(invocation), logger, stack));
    logger.info("the schema is up to date");
    return 0;
  },
} satisfies Command;
