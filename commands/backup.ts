import { join, resolve } from "node:path";
import { writeBackup } from "../collector/clickhouse/backup/write-backup.ts";
import { keepEngine } from "../collector/clickhouse/engine/keep-engine.ts";
import { TidemarkError } from "../errors.ts";
import { backupProgress } from "./lib/backup-progress.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, runnableConfigOf } from "./lib/config-option.ts";

export default {
  name: "backup",
  summary: "a copy of the embedded store, of one moment, while it runs",
  usage: {
    synopsis: "--to FOLDER [--config FILE] [--format json]",
    options: [
      CONFIG_OPTION,
      { name: "to", value: "FOLDER", help: "empty, or not there yet" },
      { name: "format", value: "FORMAT", help: "text (default) or json" },
    ],
    examples: ["tidemark backup --to /backup/tidemark-2026-11-27", "tidemark restore --from /backup/tidemark-2026-11-27"],
  },
  async run(invocation) {
    const { to, format } = invocation.options;
    if (typeof to !== "string") throw new TidemarkError("input", "backup: --to is missing; expected a folder that is empty or not there yet");
    const { clickhouse, data } = await runnableConfigOf(invocation);
    if (clickhouse.url !== undefined)
      throw new TidemarkError(
        "input",
        `backup: the store is the server at ${clickhouse.url}; a server makes its own, with BACKUP DATABASE ${clickhouse.database} TO …`,
      );
    await using engine = await keepEngine({ directory: join(data, "clickhouse") });
    using progress = backupProgress();
    const { madeTime, tables, rows, files } = await writeBackup(engine, resolve(to), Date.now(), progress);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const answer = { directory: resolve(to), madeTime, tables, rows, files: files.length, bytes };
    const text = `${tables} tables, ${rows.toLocaleString("en-US")} rows, ${(bytes / 1e6).toFixed(1)} MB in ${resolve(to)}\n`;
    process.stdout.write(format === "json" ? `${JSON.stringify(answer, undefined, 2)}\n` : text);
    return 0;
  },
} satisfies Command;
