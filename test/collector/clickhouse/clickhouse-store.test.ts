import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clickhouseCodeOf } from "../../../collector/clickhouse/clickhouse-errors.ts";
import { createStore } from "../../../collector/clickhouse/clickhouse-store.ts";
import type { TidemarkError } from "../../../errors.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

const label = { model: "m", request_id: "r", row_number: 0, label: "1", observed_time: 1_700_000_000_000, received_time: 1_700_000_000_000, source: "test" };

describe("queries", () => {
  test("parameters are values, whatever is in them", async () => {
    const text = "it's\n\t\\ {x:String} -- ;";
    const rows = await clickhouse.store.query("SELECT {text: String} AS text, {list: Array(UInt8)} AS list", { text, list: [1, 2] });
    expect(rows).toEqual([{ text, list: [1, 2] }]);
  });

  test("long parameters arrive whole, of every kind of call: the hours of three years and a text of a hundred thousand signs", async () => {
    const hours = Array.from({ length: 26_280 }, (_, hour) => 1_700_000_000_000 + hour * 3_600_000);
    const text = "it's\n\t\\ {x:String} 日本 ".repeat(5_000);
    const sum = hours.reduce((total, hour) => total + hour / 1000, 0);
    expect(
      await clickhouse.store.query("SELECT arraySum(arrayMap(hour -> intDiv(hour, 1000), {hours: Array(Int64)})) AS sum, {text: String} AS text", {
        hours,
        text,
      }),
    ).toEqual([{ sum, text }]);
    const names = Array.from({ length: 5_000 }, (_, n) => `feature ${n}`);
    let bytes = 0;
    for await (const chunk of await clickhouse.store.read("SELECT length({names: Array(String)}) FORMAT RowBinary", { names })) bytes += chunk.length;
    expect(bytes).toBe(8);
    await clickhouse.store.command("CREATE TABLE long_names ENGINE = Memory AS SELECT arrayJoin({names: Array(String)}) AS name", { names });
    expect(await clickhouse.store.query("SELECT count() AS names FROM long_names")).toEqual([{ names: 5_000 }]);
  });

  test("64-bit integers are numbers when safe and text when not", async () => {
    const rows = await clickhouse.store.query(
      "SELECT toUInt64(5) AS small, toUInt64('18446744073709551615') AS large, -9007199254740993 AS negative, 0.1234567890123456 AS real",
    );
    expect(rows).toEqual([{ small: 5, large: "18446744073709551615", negative: "-9007199254740993", real: 0.1234567890123456 }]);
  });
});

describe("inserts", () => {
  test("rows and raw lines are the same", async () => {
    await clickhouse.store.insert("labels", [{ ...label, request_id: "object" }]);
    await clickhouse.store.insert("labels", Buffer.from(`${JSON.stringify({ ...label, request_id: "raw" })}\n`));
    const rows = await clickhouse.store.query(
      "SELECT request_id, toUnixTimestamp64Milli(observed_time) AS time FROM labels WHERE request_id IN ('object', 'raw') ORDER BY request_id",
    );
    expect(rows).toEqual([
      { request_id: "object", time: label.observed_time },
      { request_id: "raw", time: label.observed_time },
    ]);
  });

  test("a token sent again changes nothing", async () => {
    for (let times = 0; times < 3; times++) await clickhouse.store.insert("labels", [{ ...label, request_id: "again" }], { token: "again-1" });
    expect(await clickhouse.store.query("SELECT count() AS rows FROM labels WHERE request_id = 'again'")).toEqual([{ rows: 1 }]);
  });

  test("no rows: nothing is sent", async () => {
    let asked = 0;
    await using server = createServer((_, response) => void (asked++, response.end())).listen(0, "127.0.0.1");
    await once(server, "listening");
    await using store = createStore({ ...clickhouse, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    await store.insert("labels", []);
    await store.insert("labels", Buffer.alloc(0));
    expect(asked).toBe(0);
    await store.insert("labels", [label]);
    expect(asked).toBe(1);
  });
});

describe("errors say whose fault it is", () => {
  const lines: readonly (readonly [rule: string, line: string])[] = [
    ["an unknown column", '{"model":"m","nope":1}'],
    ["text where a number belongs", '{"model":"m","row_number":"x"}'],
    ["broken JSON", '{"model"'],
    ["a time that is none", '{"observed_time":"zzz"}'],
    ["no object", "[1]"],
    ["a negative unsigned number", '{"row_number":-1.5}'],
  ];
  test.each(lines)("%s is input, not retriable", async (_rule, line) => {
    const error = await clickhouse.store.insert("labels", Buffer.from(`${line}\n`)).catch((thrown: unknown) => thrown as TidemarkError);
    expect(error).toMatchObject({ name: "TidemarkError", code: "input", retriable: false });
    expect(clickhouseCodeOf(error)).toBeTypeOf("number");
  });

  test("a table that is not there is a conflict", async () => {
    await expect(clickhouse.store.insert("nowhere", [label])).rejects.toMatchObject({ code: "conflict", retriable: false });
  });

  test("a wrong password is config, and is not in the message", async () => {
    await using store = createStore({ ...clickhouse, password: "sesame-open" });
    const error = await store.query("SELECT 1").catch((thrown: unknown) => thrown as TidemarkError);
    expect(error).toMatchObject({ code: "config" });
    expect(String(error)).not.toContain("sesame");
  });

  test("nobody listening is unavailable, retriable", async () => {
    await using store = createStore({ ...clickhouse, url: "http://127.0.0.1:1" });
    await expect(store.insert("labels", [label])).rejects.toMatchObject({ code: "unavailable", retriable: true });
  });

  test("a server that falls silent in the middle of its answer is a timeout, for every kind of call", async () => {
    await using server = createServer((_, response) => void response.write('{"n":1}\n')).listen(0, "127.0.0.1");
    await once(server, "listening");
    await using store = createStore({ ...clickhouse, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requestTimeout: 300 });
    const late = { code: "timeout", retriable: true, message: expect.stringContaining("0.3 s") };
    await expect(store.query("SELECT 1")).rejects.toMatchObject(late);
    await expect(store.insert("labels", [label])).rejects.toMatchObject(late);
    await expect(store.command("SELECT 1")).rejects.toMatchObject(late);
    await expect(
      (async () => {
        for await (const _ of await store.read("SELECT 1"));
      })(),
    ).rejects.toMatchObject(late);
    server.closeAllConnections();
  });

  test("a query that takes too long is a timeout, retriable", async () => {
    await using store = createStore({ ...clickhouse, maxExecutionTime: 1000 });
    await expect(store.query("SELECT count() FROM numbers(100000000000) WHERE NOT ignore(sipHash64(number))")).rejects.toMatchObject({
      code: "timeout",
      retriable: true,
    });
  });
});
