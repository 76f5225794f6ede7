import { expect, test } from "vitest";
import type { LedgerRow } from "../../collector/events/ledger-row.ts";
import { MemoryLog } from "./support/memory-log.ts";
import { doubling, startServer, xs } from "./support/servers.ts";
import { INFER, ledgerTotals, startTestSidecar, temporaryFolder } from "./support/sidecars.ts";

const infer = (address: string) => fetch(address + INFER, { method: "POST", body: xs(1) }).then((answer) => answer.arrayBuffer());

test("a stop waits for requests under way and brings all that was captured into the log", async () => {
  const arrived = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  await using model = await startServer((request, response) => {
    arrived.resolve();
    void release.promise.then(() => doubling(request, response));
  });
  const log = new MemoryLog();
  const running = await startTestSidecar({ upstream: { url: model.url } }, { log });
  const last = infer(running.sidecar.address);
  await arrived.promise;
  const stopped = running[Symbol.asyncDispose]();
  await expect(infer(running.sidecar.address)).rejects.toThrow("fetch failed");
  release.resolve();
  expect((await last).byteLength).toBeGreaterThan(0);
  await stopped;
  expect(ledgerTotals(log.rows<LedgerRow>("tidemark.ledger"))).toMatchObject({ served: 1, captured: 1 });
});

test.each(["hang", "refuse"] as const)(
  "a stop does not wait longer than stopTimeout for a log that is away (%s); the next start tells what was lost",
  async (mode) => {
    using spool = temporaryFolder();
    await using model = await startServer(doubling);
    const away = new MemoryLog();
    away.mode = mode;
    const first = await startTestSidecar({ upstream: { url: model.url }, stopTimeout: "100ms" }, { log: away, spool: spool.path });
    for (let i = 0; i < 3; i++) await infer(first.sidecar.address);
    await first[Symbol.asyncDispose]();
    const log = new MemoryLog();
    await using next = await startTestSidecar({ upstream: { url: model.url } }, { log, spool: spool.path });
    await infer(next.sidecar.address);
    await next.sidecar.flush();
    expect(ledgerTotals(log.rows<LedgerRow>("tidemark.ledger"))).toMatchObject({ served: 4, captured: 1, lost_before_log: 3 });
  },
);
