import { createNoopMeter } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { windowCoverage } from "../../analyzers/monitoring/window-coverage.ts";
import { startCollector } from "../../collector/ingest/collector.ts";
import { ingestCounters } from "../../collector/ingest/ingest-counters.ts";
import { openEmbeddedLog } from "../../collector/log/embedded/embedded-log.ts";
import { silentLogger } from "../../telemetry.ts";
import { startServer } from "../serving/support/servers.ts";
import { infer, startTestSidecar, temporaryFolder } from "../serving/support/sidecars.ts";
import { startTestClickHouse } from "../support/clickhouse.ts";

const DAY = 86_400_000;

test("of a sampled model failures are counted of all requests, slow rows lie beside the sample, the books balance and coverage is whole", async () => {
  await using clickhouse = await startTestClickHouse();
  using folder = temporaryFolder();
  const day = Math.floor(Date.now() / DAY) * DAY;
  {
    await using model = await startServer((request, response) => {
      if (request.headers["x-fail"] !== undefined) response.writeHead(500).end('{"error": "out of memory"}');
      else setTimeout(() => response.end('{"predictions": [1]}'), request.headers["x-slow"] === undefined ? 0 : 4_000);
    });
    await using log = await openEmbeddedLog({ directory: folder.path });
    const sampleRules = [{ slowerThan: "3s", share: 1 }];
    await using running = await startTestSidecar({ upstream: { url: model.url }, capture: { sample: 0.2, sampleRules } }, { log });
    const send = (id: string, headers: Record<string, string> = {}) =>
      infer(running, '{"instances": [{"x": 1}]}', { "x-request-id": id, ...headers }, "/v1/models/m:predict");
    for (let i = 0; i < 150; i++) await send(`ok-${i}`);
    for (let i = 0; i < 40; i++) await send(`failed-${i}`, { "x-fail": "1" });
    await Promise.all(Array.from({ length: 10 }, (_, i) => send(`slow-${i}`, { "x-slow": "1" })));
    await running.sidecar.flush();
    const config = { maxBatchBytes: 1 << 20, lingerMs: 20, concurrency: 2 };
    await using collector = await startCollector({ log, store: clickhouse.store, config, counters: ingestCounters(createNoopMeter(), silentLogger) });
    await collector.caughtUp();
  }
  const [counted] = await clickhouse.store.query<Record<string, number>>(
    `SELECT (SELECT count() FROM requests) AS requests, (SELECT countIf(error_class != '') FROM requests) AS failed,
      (SELECT countIf(request_id LIKE 'slow-%') FROM inferences) + (SELECT count() FROM inferences_beside) AS slow,
      (SELECT countIf(request_id NOT LIKE 'slow-%') FROM inferences_beside) AS others,
      (SELECT count() FROM inferences) AS rows, (SELECT sum(rows) FROM scored_rows_1m) AS rolledUp,
      sum(l.served) AS served, sum(l.captured) AS captured, sum(l.sampled_out) AS sampledOut, sum(l.served) - sum(l.captured) - sum(l.sampled_out) AS rest FROM ledger AS l`,
  );
  expect(counted).toMatchObject({ requests: 200, failed: 40, slow: 10, others: 0, served: 200, rest: 0, rolledUp: counted?.["rows"] });
  expect(counted?.["rows"]).toBeGreaterThan(10);
  expect(counted?.["rows"]).toBeLessThan(60);
  expect(counted?.["sampledOut"]).toBeGreaterThan(100);
  expect(await windowCoverage(clickhouse.store, "m", [{ start: day - DAY, end: day + 2 * DAY }])).toEqual([1]);
  // Requests that have not arrived yet may be those that were to be kept.
  await clickhouse.store.command("ALTER TABLE request_rollup_1m DELETE WHERE error_class != '' SETTINGS mutations_sync = 1");
  const [less = 1] = await windowCoverage(clickhouse.store, "m", [{ start: day - DAY, end: day + 2 * DAY }]);
  expect(less).toBeLessThan(0.5);
}, 180_000);
