import { existsSync } from "node:fs";
import { loadConfig, type Config } from "../../config/config.ts";
import { requirePlaces, type Counting } from "./places.ts";
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
  return loadConfig(typeof named === "string" ? named : defaultFile(), process.env);
}

/** The same for a role that will run: what it counts on is there. @throws TidemarkError `config`, also for files and folders, each by its key. */
export async function runnableConfigOf(invocation: Invocation, counting: Counting = "all"): Promise<Config> {
  const config = await configOf(invocation);
  await requirePlaces(config, counting);
  return config;
}

/** `tidemark.yaml` where it is in the working directory. */
export function defaultFile(): string | undefined {
  return existsSync(DEFAULT_FILE) ? DEFAULT_FILE : undefined;
}
