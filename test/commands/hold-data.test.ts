import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { holdData } from "../../commands/lib/hold-data.ts";
import { createPlatform } from "../../commands/lib/platform.ts";
import { parseConfig } from "../../config/config.ts";
import { silentLogger } from "../../telemetry.ts";

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "tidemark-hold-"));
});
afterEach(() => rm(data, { recursive: true, force: true }));

test("a second up on one data directory is refused with the first one's pid, until that has ended", async () => {
  const config = await parseConfig(`data: ${data}\n`, "tidemark.yaml", {});
  const first = new AsyncDisposableStack();
  await using second = new AsyncDisposableStack();
  await holdData(createPlatform(config, silentLogger, first));
  await expect(holdData(createPlatform(config, silentLogger, second))).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining(`process ${process.pid}`),
  });
  await first.disposeAsync();
  await expect(holdData(createPlatform(config, silentLogger, second))).resolves.toBeUndefined();
});
