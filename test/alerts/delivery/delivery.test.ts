import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { Webhook } from "standardwebhooks";
import { loadChannels } from "../../../alerts/channel.ts";
import { afterwards, isDue } from "../../../alerts/notify/deliver-pending.ts";
import { eachLane } from "../../../alerts/delivery/each-lane.ts";
import { httpPost, parseRetryAfter } from "../../../alerts/delivery/http-post.ts";
import { isPrivateAddress } from "../../../alerts/delivery/private-address.ts";
import { retryDelivery } from "../../../alerts/delivery/retry.ts";
import { signWebhook } from "../../../alerts/delivery/sign-webhook.ts";
import type { StoredNotification } from "../../../alerts/store/notification-rows.ts";
import { TidemarkError } from "../../../errors.ts";
import { startHttpReceiver } from "../../support/http-receiver.ts";
import { aNotification } from "../an-alert.ts";

const row: StoredNotification = {
  notification_id: "n",
  alert_id: "a",
  channel: "slack",
  receiver: "team",
  status: "pending",
  attempts: 3,
  error: "",
  event: "firing",
  event_time: 0,
  updated_time: 0,
  revision: 1,
  subject: "",
};

describe("signatures", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  test("the example of the Standard Webhooks libraries", () => {
    const headers = signWebhook([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}');
    expect(headers["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  test("the published library verifies what is sent, with the old secret and the new one while they rotate", async () => {
    await using receiver = await startHttpReceiver();
    const webhook = (await loadChannels()).find(({ name }) => name === "webhook");
    const old = "whsec_b2xkLXNlY3JldC1vZi10d2VudHktZm91ci1ieXRlcw==";
    const options = webhook?.options.parse({ url: receiver.url, secrets: [secret, old], allowPrivateAddresses: true });
    const notification = aNotification("firing");
    await webhook?.deliver(notification, options, { wallNow: Date.now, timeoutMs: 5000, recordRetraining: async () => {} });
    const [request] = receiver.requests;
    const headers = request?.headers as Record<string, string>;
    for (const known of [secret, old]) expect(new Webhook(known).verify(request?.body ?? "", headers)).toMatchObject({ type: "alert.firing" });
    expect(() => new Webhook("whsec_b3RoZXItc2VjcmV0LW9mLXR3ZW50eS1ieXRlcyE=").verify(request?.body ?? "", headers)).toThrow("No matching signature");
    expect(headers["webhook-id"]).toBe(notification.notificationId);
  });
});

describe("private addresses", () => {
  test.each([
    ["127.0.0.1", true],
    ["10.1.2.3", true],
    ["172.31.255.255", true],
    ["172.32.0.0", false],
    ["192.168.0.1", true],
    ["169.254.169.254", true],
    ["100.64.0.1", true],
    ["8.8.8.8", false],
    ["::1", true],
    ["fd00::1", true],
    ["fe80::1", true],
    ["::ffff:127.0.0.1", true],
    ["::ffff:8.8.8.8", false],
    ["2606:4700::1111", false],
  ])("%s: %s", (address, expected) => {
    expect(isPrivateAddress(address)).toBe(expected);
  });

  test.each(["127.0.0.1", "localhost", "[::1]", "2130706433"])("a webhook to %s is refused, not sent, unless allowed", async (host) => {
    await using receiver = await startHttpReceiver();
    const webhook = (await loadChannels()).find(({ name }) => name === "webhook");
    const options = webhook?.options.parse({ url: `http://${host}:${receiver.port}/`, secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] });
    const context = { wallNow: Date.now, timeoutMs: 5000, recordRetraining: async () => {} };
    await expect(webhook?.deliver(aNotification("firing"), options, context)).rejects.toMatchObject({
      code: "input",
      message: expect.stringContaining("the address is private"),
    });
    expect(receiver.requests).toEqual([]);
  });
});

test("of an answer that does not end the first 1,024 characters are kept, and no more is waited for", async () => {
  await using server = createServer((_, response) => void response.write("x".repeat(5_000))).listen(0, "127.0.0.1");
  await once(server, "listening");
  const post = { doing: "delivering", headers: {}, body: "{}", timeoutMs: 30_000, allowPrivateAddresses: true };
  expect(await httpPost({ ...post, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` })).toBe("x".repeat(1_024));
  server.closeAllConnections();
});

describe("retries", () => {
  const failing = (...errors: readonly (Error | null)[]) => {
    const queue = [...errors];
    return async () => {
      const error = queue.shift();
      if (error instanceof Error) throw error;
    };
  };
  const passing = (retryAfterMs?: number) => new TidemarkError("unavailable", "503", retryAfterMs === undefined ? {} : { cause: { retryAfterMs } });
  const attempts = (deliver: () => Promise<void>, signal = new AbortController().signal) =>
    retryDelivery(deliver, { attempts: 3, backoffMs: 1, maxBackoffMs: 20, signal });

  test.each<{ rule: string; errors: readonly Error[]; expected: object }>([
    { rule: "at once", errors: [], expected: { kind: "delivered", attempts: 1 } },
    { rule: "at the third attempt", errors: [passing(), passing()], expected: { kind: "delivered", attempts: 3 } },
    { rule: "not within the attempts: later", errors: [passing(), passing(), passing()], expected: { kind: "later", attempts: 3, error: "503" } },
    { rule: "a lasting error is not tried again", errors: [new TidemarkError("input", "400")], expected: { kind: "failed", attempts: 1, error: "400" } },
    { rule: "a receiver that is gone", errors: [new TidemarkError("notFound", "410")], expected: { kind: "gone", attempts: 1, error: "410" } },
    {
      rule: "a bug's text is not told",
      errors: [new Error("hush")],
      expected: { kind: "failed", attempts: 1, error: "delivering a notification: unexpected Error" },
    },
    { rule: "a Retry-After within the longest wait is waited for", errors: [passing(20)], expected: { kind: "delivered", attempts: 2 } },
    { rule: "one beyond it leaves the notification for later", errors: [passing(21)], expected: { kind: "later", attempts: 1, error: "503" } },
  ])("$rule", async ({ errors, expected }) => {
    expect(await attempts(failing(...errors))).toEqual(expected);
  });

  test("stopping ends the wait and leaves the notification for later", async () => {
    const stop = new AbortController();
    const deliver = async () => {
      stop.abort();
      throw passing();
    };
    expect(await attempts(deliver, stop.signal)).toMatchObject({ kind: "later", attempts: 1 });
  });

  test.each([
    ["120", 120_000],
    ["Mon, 01 Jun 2026 00:00:10 GMT", 10_000],
    ["Mon, 01 Jun 2026 00:00:00 GMT", 0],
    ["Sun, 31 May 2026 00:00:00 GMT", 0],
    ["soon", null],
    [undefined, null],
  ])("Retry-After %s is %s ms from 1 June 2026", (header, expected) => {
    expect(parseRetryAfter(header, Date.UTC(2026, 5, 1))).toBe(expected);
  });

  test.each<{ rule: string; outcome: Parameters<typeof afterwards>[1]; expected: object }>([
    { rule: "delivered", outcome: { kind: "delivered", attempts: 2 }, expected: { status: "delivered", attempts: 5, error: "", revision: 2 } },
    { rule: "later stays pending", outcome: { kind: "later", attempts: 6, error: "503" }, expected: { status: "pending", attempts: 9, error: "503" } },
    { rule: "later, but tried as often as may be (>=)", outcome: { kind: "later", attempts: 7, error: "503" }, expected: { status: "failed", attempts: 10 } },
    { rule: "gone", outcome: { kind: "gone", attempts: 1, error: "410" }, expected: { status: "failed" } },
  ])("a notification's row afterwards: $rule", ({ outcome, expected }) => {
    expect(afterwards(row, outcome, 10, 5)).toMatchObject({ ...expected, updated_time: 5 });
  });
});

describe("when a notification is tried again", () => {
  test.each<{ rule: string; attempts: number; wallNow: number; expected: boolean }>([
    { rule: "the first time at once", attempts: 0, wallNow: 0, expected: true },
    { rule: "after five attempts not before 32 s", attempts: 5, wallNow: 31_999, expected: false },
    { rule: "after five attempts from 32 s on (>=)", attempts: 5, wallNow: 32_000, expected: true },
    { rule: "after many attempts every quarter of an hour", attempts: 400, wallNow: 900_000, expected: true },
    { rule: "and not sooner", attempts: 400, wallNow: 899_999, expected: false },
  ])("$rule", ({ attempts, wallNow, expected }) => {
    expect(isDue({ ...row, attempts }, 1000, wallNow)).toBe(expected);
  });
});

test("lanes: all are worked on, never more than the limit at once", async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  await eachLane([1, 2, 3, 4, 5], 2, async (item) => {
    most = Math.max(most, (running += 1));
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    done.push(item);
  });
  expect([most, new Set(done), done.length]).toEqual([2, new Set([1, 2, 3, 4, 5]), 5]);
});
