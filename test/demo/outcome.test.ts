import { expect, test } from "vitest";
import { readOutcome } from "../../demo/outcome.ts";
import { startTestClickHouse } from "../support/clickhouse.ts";

const AT = Date.UTC(2013, 4, 1);

test("alerts are those that fired: neither pending ones nor pending ones that resolved", async () => {
  await using clickhouse = await startTestClickHouse();
  const row = (name: string, state: string, fired: number | null): object => ({
    alert_id: name,
    name,
    model: "flight-delay",
    subject: "all",
    analyzer: "errors",
    cause: "",
    severity: "warning",
    state,
    summary: "",
    revision: 1,
    started_time: AT,
    fired_time: fired,
    resolved_time: state === "resolved" ? AT + 2 : null,
    updated_time: AT + 2,
    labels: {},
  });
  await clickhouse.store.insert("alerts", [
    row("a, waiting", "pending", null),
    row("b, gone before it fired", "resolved", null),
    row("c, fired and over", "resolved", AT + 1),
    row("d, firing", "firing", AT + 1),
  ]);
  const { alerts } = await readOutcome(clickhouse.store, AT + 3, { url: "", served: 0, servedTwice: 0 });
  expect(alerts.map(({ name, state }) => `${name}: ${state}`)).toEqual(["c, fired and over: resolved", "d, firing: firing"]);
});
