import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadChannels, type DeliveryContext, type RetrainingRecord } from "../../../alerts/channel.ts";
import { TidemarkError } from "../../../errors.ts";
import { startHttpReceiver, type HttpReceiver } from "../../support/http-receiver.ts";
import { startSmtpServer, type TestSmtpServer } from "../../support/smtp.ts";
import { aNotification } from "../an-alert.ts";

/** In every option that may hold a secret. */
const SECRET = "c2VjcmV0LXRoYXQtbXVzdC1uZXZlci1iZS1zaG93bg==";
const records: RetrainingRecord[] = [];
/** With time for a busy machine; what waits for a receiver that is silent has less. */
const context: DeliveryContext = { wallNow: Date.now, timeoutMs: 20_000, recordRetraining: async (record) => void records.push(record) };

let http: HttpReceiver;
let smtp: TestSmtpServer;
beforeAll(async () => {
  http = await startHttpReceiver();
  smtp = await startSmtpServer({ user: "tidemark", password: SECRET });
});
afterAll(async () => {
  await http[Symbol.asyncDispose]();
  await smtp[Symbol.asyncDispose]();
});
beforeEach(() => {
  http.answer = () => ({ status: 200 });
  smtp.refuseWith = null;
});

/** A channel's receiver, real, and how to make it fail. A channel that is not named here speaks HTTP and takes a url and secrets. */
function receiverOf(channel: string) {
  if (channel === "email") {
    const options = {
      host: "127.0.0.1",
      port: smtp.port,
      startTls: "never",
      user: "tidemark",
      password: SECRET,
      from: "tidemark@example.com",
      to: ["team@example.com"],
    };
    return {
      options,
      received: () => smtp.mails.map(({ text }) => text),
      passing: () => void (smtp.refuseWith = { code: 451, text: `try later ${SECRET}` }),
      lasting: () => void (smtp.refuseWith = { code: 550, text: `no such user ${SECRET}` }),
      unreachable: { ...options, port: 1 },
    };
  }
  const options =
    channel === "slack" ? { url: `${http.url}/${SECRET}` } : { url: `${http.url}/${SECRET}`, secrets: [`whsec_${SECRET}`], allowPrivateAddresses: true };
  return {
    options,
    received: () => http.requests.map(({ body }) => body),
    passing: () => void (http.answer = () => ({ status: 503, body: SECRET })),
    lasting: () => void (http.answer = () => ({ status: 400, body: SECRET })),
    unreachable: { ...options, url: `http://127.0.0.1:1/${SECRET}` },
  };
}

const channels = await loadChannels();

test("the folder's channels are found", () => {
  expect(channels.map(({ name }) => name)).toEqual(expect.arrayContaining(["email", "retrain", "slack", "webhook"]));
});

describe.each(channels)("$name", (channel) => {
  const receiver = () => receiverOf(channel.name);
  const deliver = (event: "firing" | "resolved", given: object) => channel.deliver(aNotification(event), channel.options.parse(given), context);
  const failure = async (given: object): Promise<TidemarkError> => {
    const error: unknown = await deliver("firing", given).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(TidemarkError);
    expect(inspect(error, { depth: 9 })).not.toContain(SECRET);
    return error as TidemarkError;
  };

  test("refuses options it does not know, and says nothing of their values", () => {
    const { error } = channel.options.safeParse({ ...receiver().options, surprise: SECRET });
    expect(error?.issues).toHaveLength(1);
    expect(inspect(error, { depth: 9 })).not.toContain(SECRET);
  });

  test("keeps its secrets to itself when its options are printed", () => {
    const options = channel.options.parse(receiver().options);
    expect(JSON.stringify(options) + inspect(options, { depth: 9 })).not.toContain(SECRET);
  });

  test.each(["firing", "resolved"] as const)("delivers a %s alert with its first sentence", async (event) => {
    const before = receiver().received().length;
    await deliver(event, receiver().options);
    expect(receiver().received().slice(before)).toEqual([expect.stringContaining(aNotification(event).message.firstSentence)]);
  });

  test("a passing failure of the receiver is retriable", async () => {
    receiver().passing();
    expect(await failure(receiver().options)).toMatchObject({ retriable: true });
  });

  test("a refusal is not retriable", async () => {
    receiver().lasting();
    expect(await failure(receiver().options)).toMatchObject({ retriable: false });
  });

  test("a receiver that can't be reached is retriable", async () => {
    expect(await failure(receiver().unreachable)).toMatchObject({ retriable: true });
  });
});

describe.each(channels.filter(({ name }) => name !== "email"))("$name over HTTP", (channel) => {
  const deliver = (timeoutMs = context.timeoutMs) =>
    channel.deliver(aNotification("firing"), channel.options.parse(receiverOf(channel.name).options), { ...context, timeoutMs });
  test.each<{ rule: string; answer: ReturnType<HttpReceiver["answer"]>; expected: object }>([
    { rule: "silence is a timeout, retriable", answer: "hang", expected: { code: "timeout", retriable: true } },
    {
      rule: "a redirect is a failure, not followed",
      answer: { status: 302, headers: { location: "/elsewhere" } },
      expected: { code: "input", retriable: false },
    },
    {
      rule: "429 is retriable and its Retry-After kept",
      answer: { status: 429, headers: { "retry-after": "7" } },
      expected: { retriable: true, cause: { retryAfterMs: 7000 } },
    },
    { rule: "410: the receiver is gone for good", answer: { status: 410 }, expected: { code: "notFound", retriable: false } },
  ])("$rule", async ({ answer, expected }) => {
    http.answer = () => answer;
    const before = http.requests.length;
    await expect(deliver(answer === "hang" ? 500 : undefined)).rejects.toMatchObject(expected);
    expect(http.requests).toHaveLength(before + 1);
  });
});

test("email: a login that is refused is not retriable and does not show the password", async () => {
  const email = channels.find(({ name }) => name === "email");
  const options = email?.options.parse({ ...receiverOf("email").options, user: "nobody" });
  const error: unknown = await email?.deliver(aNotification("firing"), options, context).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ retriable: false });
  expect(inspect(error, { depth: 9 })).not.toContain(SECRET);
});

test("retrain: what was asked and answered is recorded, without the secret", async () => {
  const retrain = channels.find(({ name }) => name === "retrain");
  records.length = 0;
  http.answer = () => ({ status: 202, body: `job 17 ${SECRET} whsec_${SECRET}` });
  await retrain?.deliver(aNotification("firing"), retrain.options.parse(receiverOf("retrain").options), context);
  http.answer = () => ({ status: 500 });
  await expect(retrain?.deliver(aNotification("firing"), retrain.options.parse(receiverOf("retrain").options), context)).rejects.toThrow("answered 500");
  expect(records.map(({ status }) => status)).toEqual(["requested", "accepted", "requested", "failed"]);
  expect(records[1]?.response).toBe("job 17 [secret] [secret]");
});

test("slack: a webhook gets one message a second", async () => {
  const slack = channels.find(({ name }) => name === "slack");
  const options = slack?.options.parse(receiverOf("slack").options);
  const times: number[] = [];
  http.answer = () => {
    times.push(performance.now());
    return { status: 200 };
  };
  for (const event of ["firing", "resolved"] as const) await slack?.deliver(aNotification(event), options, context);
  const [first = 0, second = 0] = times;
  expect(second - first).toBeGreaterThan(900);
});
