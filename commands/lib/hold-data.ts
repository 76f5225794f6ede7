import { join } from "node:path";
import { tryLock } from "../../collector/log/embedded/lock.ts";
import { TidemarkError } from "../../errors.ts";
import type { Platform } from "./platform.ts";

/** Holds the data directory for one process that runs every role: a second one would answer and store nothing. @throws TidemarkError `conflict` while another living process holds it. */
export async function holdData({ config, stack }: Platform, command = "up"): Promise<void> {
  const result = await tryLock(join(config.data, "up.lock"));
  if (result.kind === "held")
    throw new TidemarkError(
      "conflict",
      `starting tidemark ${command}: process ${result.by.pid} on ${result.by.host} runs on the data directory ${config.data} already; stop it, or give this one a directory of its own (data:)`,
    );
  stack.use(result.lock);
}
