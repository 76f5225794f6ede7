import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "../../dashboards/app.ts";
import { startTestClickHouse, type TestClickHouse } from "../support/clickhouse.ts";
import { testParts } from "./support/test-parts.ts";

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

test.each(["/", "/readyz"])("an engine that hangs (SIGSTOP): %s answers 503 within five seconds and says so", async (path) => {
  const pid = clickhouse.engine?.pid;
  if (pid === undefined) throw new Error("this test stops an engine of its own");
  const app = createApp(testParts(clickhouse.store));
  process.kill(pid, "SIGSTOP");
  try {
    const asked = performance.now();
    const response = await app.request(path);
    expect(performance.now() - asked).toBeLessThan(5_000);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain("asking the store: no answer within 4 s");
  } finally {
    process.kill(pid, "SIGCONT");
  }
});
