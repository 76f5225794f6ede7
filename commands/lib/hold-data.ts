import { join } from "node:path";
import { tryLock } from "../../collector/log/embedded/lock.ts";
import { TidemarkError } from "../../errors.ts";
import type { Platform } from "./platform.ts";

/**
 * Holds the data directory for one process that runs every role, or that serves over the embedded log: a second one would answer and store nothing.
 * Over Kafka any number serve on one directory: each keeps books of its own, and the log takes them all.
 * @throws TidemarkError `conflict` while another living process holds it.
 */
export async function holdData({ config, stack }: Platform, command: "up" | "serve" | "restore"): Promise<void> {
  const alone = command === "serve" ? [] : ["up.lock"];
  const writes = command !== "restore" && config.serving !== undefined && config.kafka === undefined ? ["serve.lock"] : [];
  for (const name of [...alone, ...writes]) {
    const result = await tryLock(join(config.data, name));
    if (result.kind === "held")
      throw new TidemarkError(
        "conflict",
        `starting tidemark ${command}: process ${result.by.pid} on ${result.by.host} ${name === "serve.lock" ? "serves" : "runs"} on the data directory ${config.data} already; stop it, or give this one a directory of its own (data:)`,
      );
    stack.use(result.lock);
  }
}
