import { existsSync } from "node:fs";
import { loadConfig, type Config } from "../../config/config.ts";
import type { CommandOption, Invocation } from "./command.ts";

const DEFAULT_FILE = "tidemark.yaml";

export const CONFIG_OPTION: CommandOption = {
  name: "config",
  value: "FILE",
  help: `configuration (default ${DEFAULT_FILE} where there is one); TIDEMARK_<SECTION>__<KEY> sets single keys`,
};

/** The configuration that an invocation names. @throws TidemarkError `config` with file, line and key of each mistake. */
export async function configOf({ options }: Invocation): Promise<Config> {
  const named = options["config"];
  const file = typeof named === "string" ? named : existsSync(DEFAULT_FILE) ? DEFAULT_FILE : undefined;
  return loadConfig(file, process.env);
}
