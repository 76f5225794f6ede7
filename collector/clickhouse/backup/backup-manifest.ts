import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { messageOf, TidemarkError } from "../../../errors.ts";

export const MANIFEST = "backup.json";

const manifest = z.object({
  format: z.literal(1),
  /** ISO 8601. */
  madeTime: z.string(),
  tables: z.int(),
  rows: z.int(),
  /** Paths with slashes, in `data/` of the backup. */
  files: z.array(z.object({ path: z.string().regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))/), bytes: z.int(), sha256: z.string() })),
});

/** What a backup holds, in its file `backup.json`, which is written last: without it a backup is not whole. */
export type BackupManifest = z.output<typeof manifest>;

/** @throws TidemarkError `input` where there is no whole backup. */
export async function readManifest(directory: string): Promise<BackupManifest> {
  const path = join(directory, MANIFEST);
  try {
    return manifest.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (thrown) {
    throw new TidemarkError(
      "input",
      `reading the backup ${directory}: ${path} cannot be read (${messageOf(thrown)}); expected a folder that tidemark backup has written whole`,
    );
  }
}
