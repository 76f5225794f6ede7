import { expect, test } from "vitest";
import { alertsConfig } from "../../../alerts/alerts-config.ts";
import { loadChannels } from "../../../alerts/channel.ts";
import { watchStore } from "../../../alerts/own/watch-store.ts";
import { lateStore } from "../../../commands/lib/late-store.ts";
import { startTestClickHouse } from "../../support/clickhouse.ts";
import { startHttpReceiver } from "../../support/http-receiver.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const channels = await loadChannels();

test("a store that stays away is told once to every receiver but retraining, with the reason; and once that it answers again", async () => {
  await using hook = await startHttpReceiver();
  await using retraining = await startHttpReceiver();
  const target = { secrets: [SECRET], allowPrivateAddresses: true };
  const config = alertsConfig(channels).parse({
    receivers: [
      { name: "hook", channel: "webhook", url: hook.url, ...target },
      { name: "training", channel: "retrain", url: retraining.url, ...target },
    ],
    storeDownAfter: "500ms",
  });
  const store = lateStore();
  store.missing("nobody listens there");
  const tried: string[] = [];
  const onTried = ({ name }: { readonly name: string }, { kind }: { readonly kind: string }) => void tried.push(`${name} ${kind}`);
  await using _ = watchStore({ store, config, channels, baseUrl: "http://pages", mayTell: () => true, onTried, everyMs: 100 });
  await expect.poll(() => hook.requests.length, { timeout: 20_000 }).toBe(1);
  await using clickhouse = await startTestClickHouse();
  store.come(clickhouse.store);
  await expect.poll(() => hook.requests.length, { timeout: 20_000 }).toBe(2);
  const [down, up] = hook.requests.map(
    ({ body }) => JSON.parse(body) as { type: string; data: { alertId: string; summary: string; severity: string; facts: { text: string }[] } },
  );
  expect(down).toMatchObject({
    type: "alert.firing",
    data: { severity: "critical", summary: "Tidemark's store does not answer; nothing is judged until it does" },
  });
  expect(down?.data.facts[1]?.text).toContain("nobody listens there");
  expect(up).toMatchObject({ type: "alert.resolved", data: { alertId: down?.data.alertId, summary: "Tidemark's store answers again" } });
  expect(tried).toEqual(["hook delivered", "hook delivered"]);
  expect(retraining.requests).toEqual([]);
}, 120_000);

test("where another process alerts, this one tells nothing; nor of a store that comes in time", async () => {
  await using hook = await startHttpReceiver();
  const receivers = [{ name: "hook", channel: "webhook", url: hook.url, secrets: [SECRET], allowPrivateAddresses: true }];
  const common = { channels, baseUrl: "http://pages", onTried: () => undefined, everyMs: 50 };
  const [away, late] = [lateStore(), lateStore()];
  await using clickhouse = await startTestClickHouse();
  const standby = alertsConfig(channels).parse({ receivers, storeDownAfter: "100ms" });
  const patient = alertsConfig(channels).parse({ receivers, storeDownAfter: "1h" });
  let looks = 0;
  await using watches = new AsyncDisposableStack();
  watches.use(watchStore({ ...common, store: away, config: standby, mayTell: () => (looks++, false) }));
  watches.use(watchStore({ ...common, store: late, config: patient, mayTell: () => true }));
  late.come(clickhouse.store);
  await expect.poll(() => looks, { timeout: 20_000 }).toBeGreaterThan(5);
  expect(hook.requests).toEqual([]);
}, 120_000);
