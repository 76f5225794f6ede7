import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { openEmbeddedLog } from "../../../../collector/log/embedded/embedded-log.ts";
import { logConformance } from "../conformance.ts";

let root: string;
let topics = 0;
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), "tidemark-log-"))));
afterAll(() => rm(root, { recursive: true, force: true }));

describe.each([
  { name: "one partition", partitions: 1, segmentBytes: 64 * 1024 * 1024 },
  { name: "three partitions, small segments, fsync always", partitions: 3, segmentBytes: 2_000, fsync: "always" as const },
])("embedded log, $name", ({ name, ...options }) => {
  logConformance(() => ({ open: () => openEmbeddedLog({ directory: join(root, name), ...options }), topic: () => `topic-${topics++}` }));
});
