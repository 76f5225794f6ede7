import { join } from "node:path";
import { expect, test } from "vitest";
import type { InferenceRow } from "../../../collector/events/inference-row.ts";
import type { LedgerRow } from "../../../collector/events/ledger-row.ts";
import { openEmbeddedLog } from "../../../collector/log/embedded/embedded-log.ts";
import type { Log } from "../../../collector/log/log.ts";
import { doubling, startServer, xs } from "../support/servers.ts";
import { INFER, ledgerTotals, startTestSidecar, temporaryFolder } from "../support/sidecars.ts";

/** All rows of a topic, in order. */
async function readAll<Row>(log: Log, topic: string): Promise<Row[]> {
  const rows: Row[] = [];
  const end = [...(await log.ends(topic)).values()].reduce((sum, offset) => sum + offset, 0n);
  let messages = 0n;
  const done = Promise.withResolvers<void>();
  const consumer = await log.subscribe({
    topics: [topic],
    group: "test",
    position: async () => undefined,
    async onBatch(batch) {
      for (const { value } of batch.messages)
        rows.push(
          ...value
            .toString()
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line) as Row),
        );
      messages += BigInt(batch.messages.length);
      if (messages >= end) done.resolve();
    },
  });
  await done.promise;
  await consumer[Symbol.asyncDispose]();
  return rows;
}

test("all that a flush waited for is in the embedded log, rows and books", async () => {
  using folder = temporaryFolder();
  await using model = await startServer(doubling);
  await using log = await openEmbeddedLog({ directory: join(folder.path, "log") });
  await using running = await startTestSidecar({ upstream: { url: model.url } }, { log });
  await Promise.all(
    Array.from({ length: 200 }, (_, i) =>
      fetch(running.sidecar.address + INFER, { method: "POST", body: xs(i, i + 1_000) }).then((answer) => answer.arrayBuffer()),
    ),
  );
  await running.sidecar.flush();
  const rows = await readAll<InferenceRow>(log, "tidemark.inferences");
  expect(rows.map((row) => row.feature_numbers["x"]).sort((a = 0, b = 0) => a - b)).toEqual(
    Array.from({ length: 200 }, (_, i) => [i, i + 1_000])
      .flat()
      .sort((a = 0, b = 0) => a - b),
  );
  expect(rows.every((row) => row.prediction_numbers["y"] === 2 * (row.feature_numbers["x"] ?? 0))).toBe(true);
  expect(ledgerTotals(await readAll<LedgerRow>(log, "tidemark.ledger"))).toMatchObject({ served: 200, captured: 200 });
});
