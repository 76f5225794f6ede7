import type { BackupProgress } from "../../collector/clickhouse/backup/write-backup.ts";
import { createProgressBar, type ProgressBar } from "./progress-bar.ts";

/** The files of a backup as a bar on a terminal. */
export function backupProgress(): BackupProgress & Disposable {
  let bar: ProgressBar | undefined;
  return {
    total(files) {
      bar = createProgressBar(process.stderr, files, "files");
    },
    copied: () => bar?.add(1),
    [Symbol.dispose]: () => bar?.[Symbol.dispose](),
  };
}
