import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
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
  const running = await startTestSidecar({ upstream: { url: model.url }, stopTimeout: "60s" }, { log });
  const last = infer(running.sidecar.address);
  await arrived.promise;
  const stopped = running[Symbol.asyncDispose]();
  await expect(infer(running.sidecar.address)).rejects.toThrow("fetch failed");
  release.resolve();
  expect((await last).byteLength).toBeGreaterThan(0);
  await stopped;
  expect(ledgerTotals(log.rows<LedgerRow>("tidemark.ledger"))).toMatchObject({ served: 1, captured: 1 });
});

test("a stop refuses requests on connections that are open: 503, and the connection ends", async () => {
  const arrived = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  await using model = await startServer((request, response) => {
    arrived.resolve();
    void release.promise.then(() => doubling(request, response));
  });
  const running = await startTestSidecar({ upstream: { url: model.url } });
  const { hostname, port } = new URL(running.sidecar.address);
  const body = xs(1);
  const request = `POST ${INFER} HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const socket = connect(Number(port), hostname);
  socket.write(request);
  await arrived.promise;
  const stopped = running[Symbol.asyncDispose]();
  socket.write(request);
  await sleep(50);
  release.resolve();
  const text = Buffer.concat(await socket.toArray()).toString();
  await stopped;
  expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 503"]);
});

test("a stop ends within stopTimeout, though a request and the log hang", async () => {
  await using model = await startServer(() => undefined);
  const log = new MemoryLog();
  const running = await startTestSidecar({ upstream: { url: model.url }, stopTimeout: "3s" }, { log });
  log.mode = "hang";
  const hanging = fetch(running.sidecar.address + INFER, { method: "POST", body: xs(1) }).catch((error: unknown) => error);
  await expect.poll(() => running.sidecar.stats().inFlight).toBe(1);
  const beganMs = performance.now();
  await running[Symbol.asyncDispose]();
  expect(performance.now() - beganMs).toBeLessThan(4_500);
  expect(await hanging).toBeInstanceOf(Error);
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
