import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { acknowledge, markFalseAlarm, silence } from "../../alerts/store/acknowledge.ts";
import { alertsConfig } from "../../alerts/alerts-config.ts";
import { createAlertsRunner } from "../../alerts/alerts-runner.ts";
import { loadChannels } from "../../alerts/channel.ts";
import type { Finding } from "../../analyzers/findings/finding.ts";
import { saveFindings } from "../../analyzers/findings/findings.ts";
import { ReplayClock } from "../../collector/clock.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import { startTestClickHouse, type TestClickHouse } from "../support/clickhouse.ts";
import { type HttpReceiver, startHttpReceiver } from "../support/http-receiver.ts";
import { startSmtpServer } from "../support/smtp.ts";
import { aFinding, DAY, DAY_0, ok } from "./a-finding.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const END = DAY_0 + 60 * DAY;
const channels = await loadChannels();

let clickhouse: TestClickHouse;
let store: Store;
let hook: HttpReceiver;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  ({ store } = clickhouse);
});
afterAll(() => clickhouse[Symbol.asyncDispose]());
beforeEach(async () => {
  for (const table of ["findings", "alerts", "notifications", "retrainings", "judged_windows"]) await store.command(`TRUNCATE TABLE ${table}`);
  hook = await startHttpReceiver();
  return () => hook[Symbol.asyncDispose]();
});

const webhook = (given: object = {}) => ({ name: "hook", channel: "webhook", url: hook.url, secrets: [SECRET], allowPrivateAddresses: true, ...given });
const parse = (given: object) =>
  alertsConfig(channels).parse({ receivers: [webhook()], delivery: { attempts: 2, backoff: "1ms", maxBackoff: "5ms", timeout: "2s" }, ...given });
const runner = (given: object = {}, over: Store = store, clock = new ReplayClock(END)) =>
  createAlertsRunner({ store: over, clock, config: parse(given), channels, links: { baseUrl: "https://tidemark.example" } });

interface Kept {
  alerts: { alert_id: string; name: string; state: string }[];
  notifications: { notification_id: string; receiver: string; status: string; event: string; attempts: number; error: string; subject: string }[];
}

async function kept(): Promise<Kept> {
  return {
    alerts: await store.query("SELECT alert_id, name, state FROM alerts FINAL ORDER BY started_time, name"),
    notifications: await store.query(
      "SELECT notification_id, receiver, status, event, attempts, error, subject FROM notifications FINAL ORDER BY notifications.event_time, receiver",
    ),
  };
}

const HISTORY: readonly Finding[] = [aFinding(0), ok(1), aFinding(2), ok(3), ok(4), aFinding(9, { cause: "unitChange" }), aFinding(9, { subject: "wind" })];

test("findings become alerts and an outbox; nothing is sent before it is written down; then it is, signed, under the same id", async () => {
  await saveFindings(store, HISTORY);
  await using alerts = runner();
  expect((await alerts.runUntilCaughtUp()).filter(({ kind }) => kind !== "noted").map(({ kind }) => kind)).toEqual([
    "fired",
    "continues",
    "resolved",
    "fired",
    "fired",
  ]);
  const before = await kept();
  expect(before.alerts.map(({ name, state }) => `${name}: ${state}`)).toEqual([
    "flight-delay: departure delay drifted: resolved",
    "flight-delay: departure delay changed unit: firing",
    "flight-delay: wind drifted: firing",
  ]);
  expect(before.notifications.map(({ event, status }) => `${event} ${status}`)).toEqual([
    "firing pending",
    "firing pending",
    "resolved pending",
    "firing pending",
    "firing pending",
  ]);
  expect(hook.requests).toEqual([]);

  expect(await alerts.deliverPending()).toEqual({ delivered: 5, failed: 0, pending: 0 });
  expect(new Set(hook.requests.map(({ headers }) => headers["webhook-id"]))).toEqual(
    new Set(before.notifications.map(({ notification_id }) => notification_id)),
  );
  expect((await kept()).notifications.map(({ status, attempts }) => [status, attempts])).toEqual(Array.from({ length: 5 }, () => ["delivered", 1]));
  expect(await alerts.deliverPending()).toEqual({ delivered: 0, failed: 0, pending: 0 });
});

test("what was read is not read again, by this runner or the next", async () => {
  await saveFindings(store, HISTORY);
  await using first = runner();
  await first.runUntilCaughtUp();
  const after = await kept();
  await using second = runner();
  expect(await first.runUntilCaughtUp()).toEqual([]);
  expect(await second.runUntilCaughtUp()).toEqual([]);
  expect(await kept()).toEqual(after);
});

test("a history in one go and window by window, as it was judged, gives the same alerts and notifications", async () => {
  await saveFindings(store, HISTORY);
  await using atOnce = runner();
  await atOnce.runUntilCaughtUp();
  const expected = await kept();
  for (const table of ["alerts", "notifications", "judged_windows"]) await store.command(`TRUNCATE TABLE ${table}`);
  const clock = new ReplayClock(DAY_0);
  await using stepped = runner({}, store, clock);
  for (let now = DAY_0; now <= DAY_0 + 12 * DAY; now += DAY / 2) {
    clock.advanceTo(now);
    await stepped.runUntilCaughtUp();
  }
  expect(await kept()).toEqual(expected);
});

test("a late finding of an older window, stored after the position passed, is read", async () => {
  await saveFindings(store, [ok(0, { subject: "wind" })]);
  await using alerts = runner();
  await alerts.runUntilCaughtUp();
  await saveFindings(store, [aFinding(0, { judgedTime: ok(0).judgedTime - 60_000 })]);
  expect((await alerts.runUntilCaughtUp()).map(({ kind }) => kind)).toEqual(["fired"]);
});

test("a receiver that hangs delays no other: a later round sends to the others, and to each once", async () => {
  await using hung = await startHttpReceiver();
  hung.answer = () => "hang";
  const receivers = [webhook(), webhook({ name: "hung", url: hung.url })];
  const tried: string[] = [];
  await using alerts = createAlertsRunner({
    store,
    clock: new ReplayClock(END),
    config: parse({ receivers, delivery: { attempts: 1, timeout: "5s" } }),
    channels,
    links: { baseUrl: "https://tidemark.example" },
    onTried: ({ receiver, status }) => tried.push(`${receiver} ${status}`),
  });
  await saveFindings(store, [aFinding(0)]);
  await alerts.runUntilCaughtUp();
  const first = alerts.deliverPending();
  await expect.poll(() => hung.requests.length, { timeout: 20_000 }).toBe(1);
  await saveFindings(store, [aFinding(9, { subject: "wind" })]);
  await alerts.runUntilCaughtUp();
  expect(await alerts.deliverPending()).toEqual({ delivered: 1, failed: 0, pending: 0 });
  expect([hook.requests.length, hung.requests.length]).toEqual([2, 1]);
  expect(await first).toEqual({ delivered: 1, failed: 0, pending: 1 });
  expect(tried).toEqual(["hook delivered", "hook delivered", "hung pending"]);
});

describe("killed at any write, the next run makes it good", () => {
  /** The store, until the given insert; from then on nothing is written. */
  const dyingStore = (inserts: number): Store => {
    let left = inserts;
    return {
      query: (...args) => store.query(...args),
      read: (...args) => store.read(...args),
      command: (...args) => store.command(...args),
      insert: (...args) => (left-- > 0 ? store.insert(...args) : Promise.reject(new Error("killed"))),
      [Symbol.asyncDispose]: async () => {},
    };
  };

  test.each(Array.from({ length: 8 }, (_, inserts) => inserts))("after %i inserts", async (inserts) => {
    await saveFindings(store, HISTORY);
    await using whole = runner();
    await whole.runUntilCaughtUp();
    const expected = await kept();
    for (const table of ["alerts", "notifications", "judged_windows"]) await store.command(`TRUNCATE TABLE ${table}`);
    await using dying = runner({}, dyingStore(inserts));
    await expect(dying.runUntilCaughtUp()).rejects.toThrow("killed");
    await using next = runner();
    await next.runUntilCaughtUp();
    expect(await kept()).toEqual(expected);
  });

  test("between sending and marking: sent again under the same id, so the receiver can drop it", async () => {
    await saveFindings(store, [aFinding(0)]);
    await using first = runner();
    await first.runUntilCaughtUp();
    await using dying = runner({}, dyingStore(0));
    await expect(dying.deliverPending()).rejects.toThrow("killed");
    await using next = runner();
    expect(await next.deliverPending()).toEqual({ delivered: 1, failed: 0, pending: 0 });
    const ids = hook.requests.map(({ headers }) => headers["webhook-id"]);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  test("planned again after it was delivered, it stays delivered", async () => {
    await saveFindings(store, [aFinding(0)]);
    await using first = runner();
    await first.runUntilCaughtUp();
    await first.deliverPending();
    for (const table of ["alerts", "judged_windows"]) await store.command(`TRUNCATE TABLE ${table}`);
    await using next = runner();
    await next.runUntilCaughtUp();
    expect(await next.deliverPending()).toEqual({ delivered: 0, failed: 0, pending: 0 });
  });
});

describe("delivery", () => {
  test("a receiver that fails stays in the outbox and holds up nobody; when it is well again it gets its own in order", async () => {
    await using smtp = await startSmtpServer();
    await saveFindings(store, [aFinding(0), ok(1), ok(2)]);
    await using alerts = runner({
      receivers: [webhook(), { name: "mail", channel: "email", host: "127.0.0.1", port: smtp.port, from: "tidemark@example.com", to: ["team@example.com"] }],
    });
    await alerts.runUntilCaughtUp();
    hook.answer = () => ({ status: 503 });
    expect(await alerts.deliverPending()).toEqual({ delivered: 2, failed: 0, pending: 2 });
    expect((await kept()).notifications.filter(({ receiver }) => receiver === "hook").map(({ status, attempts, error }) => [status, attempts, error])).toEqual([
      ["pending", 2, "delivering a webhook: the receiver answered 503, expected 2xx"],
      ["pending", 0, ""],
    ]);
    const [firing, resolved] = smtp.mails;
    expect(firing?.subject).toBe("[warning] flight-delay: departure delay shifted since 1 June");
    expect(resolved?.subject).toBe("[resolved] flight-delay: departure delay shifted since 1 June");
    expect(resolved?.text.split(/\r?\n/)[0]).toContain("Resolved for flight-delay: departure delay had shifted for 1 day");
    expect(resolved?.headers).toMatchObject({
      references: firing?.headers["message-id"],
      "in-reply-to": firing?.headers["message-id"],
      "list-id": "Tidemark alerts <alerts.example.com>",
    });

    hook.requests.length = 0;
    hook.answer = () => ({ status: 204 });
    expect(await alerts.deliverPending()).toEqual({ delivered: 2, failed: 0, pending: 0 });
    expect(hook.requests.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual(["alert.firing", "alert.resolved"]);
  });

  test("times are said in the zone of the alert's model", async () => {
    const zones: Readonly<Record<string, string>> = { "flight-delay": "America/New_York" };
    await saveFindings(store, [aFinding(0), aFinding(0, { model: "eta" })]);
    const timeZoneOf = (model: string) => zones[model] ?? "UTC";
    const links = { baseUrl: "https://tidemark.example" };
    await using alerts = createAlertsRunner({ store, clock: new ReplayClock(END), config: parse({}), channels, links, timeZoneOf });
    await alerts.runUntilCaughtUp();
    await alerts.deliverPending();
    const told = hook.requests.map(({ body }) => (JSON.parse(body) as { data: { model: string; facts: { text: string }[] } }).data);
    expect(new Map(told.map(({ model, facts }) => [model, facts[0]?.text.split(";")[0]]))).toEqual(
      new Map([
        ["flight-delay", "31 May 2026 20:00, New York time"],
        ["eta", "1 June 2026, UTC"],
      ]),
    );
  });

  test("a receiver that answers 410 gets nothing more", async () => {
    await saveFindings(store, [aFinding(0), ok(1), ok(2)]);
    await using alerts = runner();
    await alerts.runUntilCaughtUp();
    hook.answer = () => ({ status: 410 });
    expect(await alerts.deliverPending()).toEqual({ delivered: 0, failed: 2, pending: 0 });
    expect(hook.requests).toHaveLength(1);
  });

  test("no secret is in what is stored", async () => {
    await saveFindings(store, [aFinding(0)]);
    await using alerts = runner({ receivers: [webhook({ url: `${hook.url}?token=hush` })] });
    await alerts.runUntilCaughtUp();
    hook.answer = () => ({ status: 400, body: "token=hush" });
    await alerts.deliverPending();
    const stored = JSON.stringify([await store.query("SELECT * FROM notifications"), await store.query("SELECT * FROM alerts")]);
    expect(stored).toContain("the receiver answered 400");
    for (const secret of ["hush", SECRET, SECRET.slice(6)]) expect(stored).not.toContain(secret);
  });
});

test("retraining: asked once for an alert, recorded with the answer, and not again within the cooldown, by another runner either", async () => {
  const decayed = (week: number, given: Partial<Finding> = {}) =>
    aFinding(week * 7, { analyzer: "decay", verdict: "decayed", cause: "conceptDrift", subject: "rocAuc", ...given });
  const receivers = [webhook({ name: "trainer", channel: "retrain", cooldown: "30d" })];
  hook.answer = () => ({ status: 202, body: "job 17" });
  for (const week of [0, 1]) {
    await saveFindings(store, [decayed(week), decayed(week, { version: "2" })]);
    await using alerts = runner({ receivers }, store, new ReplayClock(DAY_0 + (week * 7 + 2) * DAY));
    await alerts.runUntilCaughtUp();
    await alerts.deliverPending();
  }
  const retrainings = await store.query("SELECT model, status, response, toUnixTimestamp64Milli(requested_time) AS at FROM retrainings FINAL");
  expect(retrainings).toEqual([{ model: "flight-delay", status: "accepted", response: "job 17", at: decayed(0).judgedTime }]);
  expect(hook.requests).toHaveLength(1);
  expect(hook.requests[0]?.headers["idempotency-key"]).toBe(hook.requests[0]?.headers["webhook-id"]);
});

describe("acknowledge and silence", () => {
  const raise = async (): Promise<string> => {
    await saveFindings(store, [aFinding(0)]);
    await using alerts = runner();
    const [transition] = await alerts.runUntilCaughtUp();
    return transition?.alert.alertId ?? "";
  };
  const goOn = async (...days: readonly number[]) => {
    await saveFindings(
      store,
      days.map((day) => aFinding(day)),
    );
    await using alerts = runner();
    await alerts.runUntilCaughtUp();
    return (await kept()).notifications.length;
  };

  test("an alert that goes on is told again with each bad window after the repeat interval", async () => {
    await raise();
    expect(await goOn(1, 2)).toBe(3);
  });

  test("once acknowledged it is not, and the runner keeps who did it", async () => {
    const id = await raise();
    await acknowledge(store, id, { by: "ada", time: DAY_0 + 2 * DAY, why: "looking" });
    expect(await goOn(1, 2)).toBe(1);
    expect(await store.query("SELECT state, labels['acknowledged_by'] AS by FROM alerts FINAL")).toEqual([{ state: "firing", by: "ada" }]);
  });

  test("said while the runner is at work, it is kept too", async () => {
    const id = await raise();
    await saveFindings(store, [ok(1)]);
    const speaking: Store = {
      command: store.command.bind(store),
      read: store.read.bind(store),
      insert: store.insert.bind(store),
      [Symbol.asyncDispose]: async () => {},
      async query(sql, parameters) {
        const rows = await store.query(sql, parameters);
        if (sql.includes("'firing'")) await acknowledge(store, id, { by: "ada", time: DAY_0 + 2 * DAY, why: "looking" });
        return rows as never[];
      },
    };
    await using alerts = runner({}, speaking);
    await alerts.runUntilCaughtUp();
    expect(await store.query("SELECT revision, labels['acknowledged_by'] AS by FROM alerts FINAL")).toEqual([{ revision: 3, by: "ada" }]);
  });

  test("silenced it is quiet until then", async () => {
    const id = await raise();
    await silence(store, id, aFinding(2).judgedTime, null);
    expect(await goOn(1)).toBe(1);
    expect(await goOn(2)).toBe(2);
  });

  test("an unknown alert and a resolved one are refused", async () => {
    await expect(acknowledge(store, "nothing", { by: "ada", time: 0, why: "" })).rejects.toMatchObject({ code: "notFound" });
    const id = await raise();
    await saveFindings(store, [ok(1), ok(2)]);
    await using alerts = runner();
    await alerts.runUntilCaughtUp();
    await expect(silence(store, id, 0, null)).rejects.toMatchObject({ code: "conflict" });
  });

  test("a false alarm is marked while it fires and once it is over, tells nobody less, and the runner keeps it", async () => {
    const id = await raise();
    await markFalseAlarm(store, id, { by: "ada", time: 5, why: "holiday" });
    expect(await goOn(1, 2)).toBe(3);
    const stored = async () => store.query("SELECT state, labels['false_alarm_by'] AS by, labels['false_alarm_reason'] AS why FROM alerts FINAL");
    expect(await stored()).toEqual([{ state: "firing", by: "ada", why: "holiday" }]);
    await saveFindings(store, [ok(3), ok(4)]);
    await using alerts = runner();
    await alerts.runUntilCaughtUp();
    expect(await stored()).toEqual([{ state: "resolved", by: "ada", why: "holiday" }]);
    await markFalseAlarm(store, id, null);
    expect(await stored()).toEqual([{ state: "resolved", by: "", why: "" }]);
    await expect(markFalseAlarm(store, "nothing", null)).rejects.toMatchObject({ code: "notFound" });
  });
});
