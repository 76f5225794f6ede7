import { join, resolve } from "node:path";
import { restoreBackup } from "../collector/clickhouse/backup/restore-backup.ts";
import { TidemarkError } from "../errors.ts";
import { createLogger } from "../telemetry.ts";
import { backupProgress } from "./lib/backup-progress.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, runnableConfigOf } from "./lib/config-option.ts";
import { holdData } from "./lib/hold-data.ts";
import { createPlatform } from "./lib/platform.ts";

export default {
  name: "restore",
  summary: "a backup in the place of the embedded store; what was there is put aside",
  usage: {
    synopsis: "--from FOLDER [--config FILE] [--format json]",
    options: [
      CONFIG_OPTION,
      { name: "from", value: "FOLDER", help: "as tidemark backup wrote it" },
      { name: "format", value: "FORMAT", help: "text (default) or json" },
    ],
    examples: ["tidemark restore --from /backup/tidemark-2026-11-27"],
  },
  async run(invocation) {
    const { from, format } = invocation.options;
    if (typeof from !== "string") throw new TidemarkError("input", "restore: --from is missing; expected a folder that tidemark backup has written");
    const config = await runnableConfigOf(invocation);
    if (config.clickhouse.url !== undefined)
      throw new TidemarkError("input", `restore: the store is the server at ${config.clickhouse.url}; a server restores its own, with RESTORE DATABASE`);
    await using stack = new AsyncDisposableStack();
    await holdData(createPlatform(config, createLogger(process.stderr), stack), "restore");
    using progress = backupProgress();
    const { manifest, before } = await restoreBackup(resolve(from), join(config.data, "clickhouse"), Date.now(), progress);
    const { madeTime, tables, rows } = manifest;
    const aside = before === undefined ? "" : `; what was there lies in ${before}`;
    const text = `restored ${tables} tables, ${rows.toLocaleString("en-US")} rows, as of ${madeTime}${aside}\n`;
    process.stdout.write(format === "json" ? `${JSON.stringify({ madeTime, tables, rows, before: before ?? null }, undefined, 2)}\n` : text);
    return 0;
  },
} satisfies Command;
