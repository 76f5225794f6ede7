import { describe, expect, test } from "vitest";
import { boundedText } from "../../collector/events/bounded-text.ts";
import type { LabelRow } from "../../collector/events/label-row.ts";
import { createApp } from "../../dashboards/app.ts";
import { TidemarkError } from "../../errors.ts";
import { END } from "./support/half-year.ts";
import { awayStore, memoryLog, testParts } from "./support/test-parts.ts";

const label = { model: "flight-delay", requestId: "r-1", label: 1 };

function api() {
  const log = memoryLog();
  const app = createApp(testParts(awayStore, { log, wallNow: () => 1_700_000_000_000 }));
  const post = async (body: string, headers: Record<string, string> = {}) =>
    app.request("/api/v1/labels", { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
  const rows = (): LabelRow[] =>
    log.appended.flatMap(({ value }) =>
      value
        .toString()
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as LabelRow),
    );
  return { app, log, post, rows };
}

describe("POST /api/v1/labels", () => {
  test("one label becomes one row, with its defaults", async () => {
    const { post, rows, log } = api();
    const response = await post(JSON.stringify(label));
    expect([response.status, await response.json()]).toEqual([202, { accepted: 1 }]);
    expect(rows()).toEqual([
      { model: "flight-delay", request_id: "r-1", row_number: 0, label: "1", observed_time: END, received_time: 1_700_000_000_000, source: "api", sequence: 1 },
    ]);
    expect(log.appended[0]).toMatchObject({ key: "r-1", sequence: 1n });
  });

  test("a batch is one message a request, sequences rising", async () => {
    const { post, log } = api();
    await post(JSON.stringify([label, { ...label, rowNumber: 1 }, { ...label, requestId: "r-2" }]));
    expect(log.appended.map(({ key, sequence, value }) => [key, sequence, value.toString().split("\n").length - 1])).toEqual([
      ["r-1", 1n, 2],
      ["r-2", 2n, 1],
    ]);
  });

  test("NDJSON is read line by line, empty lines skipped", async () => {
    const { post, rows } = api();
    const response = await post(`${JSON.stringify(label)}\n\n${JSON.stringify({ ...label, requestId: "r-2", observedTime: "2013-04-01T00:00:00-04:00" })}\n`, {
      "content-type": "application/x-ndjson",
    });
    expect(response.status).toBe(202);
    expect(rows().map((row) => [row.request_id, row.observed_time])).toEqual([
      ["r-1", END],
      ["r-2", Date.parse("2013-04-01T04:00:00Z")],
    ]);
  });

  test("a label is taken back by a row that says so and needs no label; sequences tell which came later in one body", async () => {
    const { post, rows } = api();
    expect((await post(JSON.stringify([label, { model: label.model, requestId: label.requestId, withdrawn: true }]))).status).toBe(202);
    expect(rows().map(({ label: text, withdrawn, sequence }) => [text, withdrawn, sequence])).toEqual([
      ["1", undefined, 1],
      ["", 1, 2],
    ]);
  });

  const numbers: [unknown, string][] = [
    [1, "1"],
    [0.1, "0.1"],
    [1e21, "1e+21"],
    [true, "true"],
    ["late", "late"],
  ];
  test.each(numbers)("label %j is kept as %s", async (value, kept) => {
    const { post, rows } = api();
    await post(JSON.stringify({ ...label, label: value }));
    expect(rows()[0]?.label).toBe(kept);
  });

  const bad: [string, unknown, string][] = [
    ["no model", { requestId: "r", label: 1 }, "#/0/model"],
    ["no request id", { model: "m", label: 1 }, "#/0/requestId"],
    ["no label, and none taken back", { model: "m", requestId: "r" }, "#/0/label"],
    ["withdrawn that is no truth value", { ...label, withdrawn: "yes" }, "#/0/withdrawn"],
    ["a null label", { ...label, label: null }, "#/0/label"],
    ["a row number under zero", { ...label, rowNumber: -1 }, "#/0/rowNumber"],
    ["a time without a zone", { ...label, observedTime: "2013-04-01T00:00:00" }, "#/0/observedTime"],
    ["an unknown key", { ...label, colour: "red" }, "#/0"],
    ["the second item wrong", [label, { ...label, label: [] }], "#/1/label"],
  ];
  test.each(bad)("%s: nothing is taken, the error points at it", async (_, body, pointer) => {
    const { post, log } = api();
    const response = await post(JSON.stringify(body));
    expect(response.status).toBe(422);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(((await response.json()) as { errors: { pointer: string }[] }).errors.map((error) => error.pointer)).toContain(pointer);
    expect(log.appended).toEqual([]);
  });

  test.each([
    ["a null label", { ...label, label: null }, /^expected a class \(1 to 1024 characters\), a number, true or false/],
    ["a day alone", { ...label, observedTime: "2026-01-31" }, /^expected ISO 8601 with its offset \(2026-01-31T08:00:00Z\), or epoch seconds/],
  ])("%s: the answer says what would be right", async (_, body, detail) => {
    const response = await api().post(JSON.stringify(body));
    expect(((await response.json()) as { errors: { detail: string }[] }).errors[0]?.detail).toMatch(detail);
  });

  test("the same Idempotency-Key writes once; with other labels it is refused", async () => {
    const { post, log } = api();
    const headers = { "idempotency-key": "batch-7" };
    expect([(await post(JSON.stringify(label), headers)).status, (await post(JSON.stringify(label), headers)).status]).toEqual([202, 202]);
    expect(log.appended.length).toBe(1);
    expect((await post(JSON.stringify({ ...label, label: 0 }), headers)).status).toBe(409);
  });

  test("an id over 256 bytes is kept as captured ones are", async () => {
    const { post, rows } = api();
    const requestId = "i".repeat(10_000);
    await post(JSON.stringify({ ...label, requestId }));
    expect(rows()[0]?.request_id).toBe(boundedText(requestId, 256));
  });

  test("labels of one request go in messages that a broker takes", async () => {
    const { post, log, rows } = api();
    await post(JSON.stringify(Array.from({ length: 5_000 }, (_, rowNumber) => ({ ...label, rowNumber, label: "x".repeat(300) }))));
    expect(rows()).toHaveLength(5_000);
    expect(log.appended.length).toBeGreaterThan(1);
    for (const { value } of log.appended) expect(value.length).toBeLessThanOrEqual(900_000);
    expect(log.appended.map(({ sequence }) => sequence)).toEqual(log.appended.map((_, i) => BigInt(i + 1)));
  });

  test("an Idempotency-Key over 256 characters is refused", async () => {
    const { post } = api();
    const statuses = [256, 257].map(async (length) => (await post(JSON.stringify(label), { "idempotency-key": "k".repeat(length) })).status);
    expect(await Promise.all(statuses)).toEqual([202, 400]);
  });

  test.each([
    ["3 MB of what is no label", `[${"1,".repeat(1_500_000)}1]`],
    ["3 MB of lines that are no labels", "1\n".repeat(1_500_000)],
  ])("%s: the first 100 issues are told, and reading stops there", async (_, body) => {
    const { post } = api();
    const response = await post(body, { "content-type": body.startsWith("[") ? "application/json" : "application/x-ndjson" });
    const { errors } = (await response.json()) as { errors: { detail: string }[] };
    expect([response.status, errors.length, errors.at(-1)?.detail]).toEqual([422, 101, "there may be more; reading stopped here"]);
  });

  test.each([
    ["as many as may be", 50_000, 202],
    ["one more", 50_001, 413],
  ])("%s: %i labels, %i", async (_, count, status) => {
    const { post, log } = api();
    const response = await post(`[${Array.from({ length: count }, (_, i) => JSON.stringify({ ...label, requestId: `r${i}` })).join(",")}]`);
    expect(response.status).toBe(status);
    expect(log.appended.length).toBe(status === 202 ? count : 0);
  });

  test("while labels are checked, others have their turn", async () => {
    const { app, post } = api();
    const posted = post(`[${Array.from({ length: 40_000 }, (_, i) => JSON.stringify({ ...label, requestId: `r${i}` })).join(",")}]`);
    let answered = 0;
    const others = async () => {
      for (let i = 0; i < 20; i++) {
        await new Promise(setImmediate);
        await app.request("/healthz");
        answered += 1;
      }
    };
    const first = await Promise.race([posted.then(() => "labels"), others().then(() => "others")]);
    expect([first, answered, (await posted).status]).toEqual(["others", 20, 202]);
  });

  test("bodies of more than eight times the longest are not read at once: 429, come again", async () => {
    const { app } = api();
    const hold = Promise.withResolvers<void>();
    const slow = () =>
      new ReadableStream({
        async start(controller) {
          await hold.promise;
          controller.enqueue(Buffer.from(JSON.stringify(label)));
          controller.close();
        },
      });
    const send = async () =>
      app.request(
        new Request("http://localhost/api/v1/labels", { method: "POST", body: slow(), headers: { "content-type": "application/json" }, duplex: "half" }),
      );
    const first = Array.from({ length: 8 }, send);
    const refused = await send();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    hold.resolve();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 202));
    expect((await send()).status).toBe(202);
  });

  test("a log that is away answers 503 with Retry-After, and the key can be used again", async () => {
    const log = memoryLog();
    let away = true;
    const app = createApp(
      testParts(awayStore, {
        log: {
          ...log,
          append: (topic, messages) => (away ? Promise.reject(new TidemarkError("unavailable", "appending: no broker")) : log.append(topic, messages)),
        },
      }),
    );
    const post = () =>
      app.request("/api/v1/labels", { method: "POST", body: JSON.stringify(label), headers: { "content-type": "application/json", "idempotency-key": "k" } });
    const refused = await post();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
    away = false;
    expect((await post()).status).toBe(202);
  });

  const refusals: [string, number, RequestInit][] = [
    ["not JSON", 400, { body: "{", headers: { "content-type": "application/json" } }],
    ["an array that is cut off", 400, { body: `[${JSON.stringify(label)}`, headers: { "content-type": "application/json" } }],
    ["an array closed by another bracket", 400, { body: `[${JSON.stringify(label)}}`, headers: { "content-type": "application/json" } }],
    ["a comma too many", 400, { body: `[${JSON.stringify(label)},]`, headers: { "content-type": "application/json" } }],
    ["more after the array", 400, { body: `[${JSON.stringify(label)}] 1`, headers: { "content-type": "application/json" } }],
    ["an item of 100 kB", 422, { body: JSON.stringify({ ...label, source: "x".repeat(100_000) }), headers: { "content-type": "application/json" } }],
    ["a form", 415, { body: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } }],
    ["another page's origin", 403, { body: "{}", headers: { "content-type": "application/json", origin: "https://evil.example" } }],
    ["another host's name", 403, { body: "{}", headers: { "content-type": "application/json", host: "evil.example" } }],
    ["over the limit", 413, { body: `"${"x".repeat(9_000_000)}"`, headers: { "content-type": "application/json", "content-length": "9000002" } }],
  ];
  test.each(refusals)("%s: %i", async (_, status, init) => {
    const response = await api().app.request("/api/v1/labels", { method: "POST", ...init });
    expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
  });
});

describe("access", () => {
  const cases: [string, string | undefined, number][] = [
    ["/api/v1/labels without the token", undefined, 401],
    ["/api/v1/labels with another token", "Bearer nope", 401],
    ["/api/v1/labels with the token", "Bearer s3cret", 202],
  ];
  test.each(cases)("%s", async (_, authorization, status) => {
    const app = createApp(testParts(awayStore, { token: "s3cret" }));
    const response = await app.request("/api/v1/labels", {
      method: "POST",
      body: JSON.stringify(label),
      headers: { "content-type": "application/json", ...(authorization && { authorization }) },
    });
    expect(response.status).toBe(status);
  });

  test("health needs no token; ready says that the store is away", async () => {
    const app = createApp(testParts(awayStore, { token: "s3cret" }));
    expect([(await app.request("/healthz")).status, (await app.request("/readyz")).status, (await app.request("/metrics")).status]).toEqual([200, 503, 401]);
  });
});
