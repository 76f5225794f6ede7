import { once } from "node:events";
import { connect } from "node:net";
import { createNoopMeter, type Counter } from "@opentelemetry/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Store } from "../../collector/clickhouse/store.ts";
import { dashboardsConfig } from "../../dashboards/dashboards-config.ts";
import { startDashboards } from "../../dashboards/server.ts";
import { startTestClickHouse, type TestClickHouse } from "../support/clickhouse.ts";
import { testParts } from "./support/test-parts.ts";

/** One block at its end, after minutes: no pipe that breaks ends it. */
const ENDLESS = "SELECT sum(sipHash64(number)) AS s FROM numbers(1000000000000) SETTINGS max_threads = 1";

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

const running = async (): Promise<number> => {
  const [row] = await clickhouse.store.query<{ n: number }>(
    "SELECT count() AS n FROM system.processes WHERE position(query, 'sipHash64') > 0 AND position(query, 'system.processes') = 0",
  );
  return row?.n ?? -1;
};

/** The same store, but every question about findings takes for ever. */
const slow = (store: Store): Store => ({
  query: (sql, parameters, options) => (sql.includes("findings") ? store.query<never>(ENDLESS, {}, options) : store.query(sql, parameters, options)),
  read: (sql, parameters, options) => store.read(sql, parameters, options),
  command: (sql, parameters) => store.command(sql, parameters),
  insert: (table, rows, options) => store.insert(table, rows, options),
  [Symbol.asyncDispose]: () => Promise.resolve(),
});

async function served(requestTimeout: string) {
  const givenUp: Record<string, number> = {};
  const meter = createNoopMeter();
  meter.createCounter = (name) =>
    ({
      add: (_value: number, { reason } = {}) => {
        if (name === "tidemark.api.queries_given_up") givenUp[String(reason)] = (givenUp[String(reason)] ?? 0) + 1;
      },
    }) satisfies Counter;
  const config = dashboardsConfig.parse({ listen: { port: 0 }, requestTimeout });
  return { givenUp, dashboards: await startDashboards(testParts(slow(clickhouse.store), { config, meter })) };
}

test("a client that leaves takes its queries with it, in ClickHouse too", async () => {
  const { givenUp, dashboards } = await served("60s");
  const client = connect(Number(new URL(dashboards.address).port), "127.0.0.1");
  client.write("GET /api/v1/findings HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
  await expect.poll(running, { timeout: 10_000 }).toBe(1);
  client.destroy();
  await once(client, "close");
  await expect.poll(running, { timeout: 10_000 }).toBe(0);
  expect(givenUp).toEqual({ clientLeft: 1 });
  await dashboards[Symbol.asyncDispose]();
}, 60_000);

test("what one request reads has a deadline: 504 with the setting's name, and the query is gone", async () => {
  const { givenUp, dashboards } = await served("500ms");
  const answer = await fetch(`${dashboards.address}/api/v1/findings`);
  expect(answer.status).toBe(504);
  expect(await answer.text()).toContain("it took over 0.5 s (dashboards.requestTimeout)");
  await expect.poll(running, { timeout: 10_000 }).toBe(0);
  expect(givenUp).toEqual({ late: 1 });
  await dashboards[Symbol.asyncDispose]();
}, 60_000);

test("a query whose signal was aborted before it began is not asked", async () => {
  await expect(clickhouse.store.query("SELECT 1", {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("nobody waits for the answer any more"),
  });
});

test("a result that nobody waits for any more ends while it is read", async () => {
  const leave = new AbortController();
  const bytes = await clickhouse.store.read("SELECT sipHash64(number) FROM numbers(1000000000000) SETTINGS max_threads = 1 FORMAT TSV", {}, leave);
  const read = (async () => {
    for await (const chunk of bytes) if (chunk.length > 0) leave.abort();
  })();
  await expect(read).rejects.toMatchObject({ code: "unavailable" });
  await expect.poll(running, { timeout: 10_000 }).toBe(0);
}, 60_000);
