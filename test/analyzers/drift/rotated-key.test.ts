import { expect, test } from "vitest";
import { judgeWindows } from "../../../analyzers/drift/judge-windows.ts";
import { pseudonym } from "../../../collector/events/privacy/pseudonym.ts";
import { type DayRows, monitoredOf, randomOf, windowOf } from "./synthetic.ts";

const ROWS = 150;
const hash = (id: string) => (level: string) => pseudonym({ id, secret: new Uint8Array(32).fill(id.length), from: 0 }, "carrier", level);
const [k1, k22] = [hash("k1"), hash("k22")];
const clear = (level: string): string => level;

/** A day of a hashed column and one that is not. @param draw a level of six; usual ones are a, b, c */
function day(seed: number, put: (level: string, row: number) => string, levels = "aaabbc"): DayRows {
  const random = randomOf(seed * 7919);
  const draw = (row: number) => put(levels.charAt(Math.floor(random.uniform() * levels.length)), row);
  return { carrier: Array.from({ length: ROWS }, (_, row) => draw(row)), amount: Array.from({ length: ROWS }, () => random.normal()) };
}

const days = (puts: readonly ((level: string, row: number) => string)[]) => monitoredOf(puts.map((put, number) => day(number + 1, put)));
const times = (count: number, put: (level: string, row: number) => string) => Array.from({ length: count }, () => put);
const capped = (level: string, row: number) => (row < 3 ? "other" : k1(level));
const half = (level: string, row: number) => (row < ROWS / 2 ? k1(level) : k22(level));

test.each<[string, (level: string, row: number) => string, (level: string, row: number) => string, string, string, string]>([
  ["one key throughout, nothing changed: ok", k1, k1, "aaabbc", "ok", ""],
  ["one key throughout, another mix: drifted", k1, k1, "abbccc", "drifted", ""],
  ["one key throughout, a level that is new: drifted", k1, k1, "aadbbd", "drifted", ""],
  ["a key that the baseline does not know: no data, and why", k1, k22, "aaabbc", "noData", "training has no window like it (values hashed with key k22)"],
  ["the key changed within the window: no data", k1, half, "aaabbc", "noData", "training has no window like it (values hashed with several keys)"],
  ["hashed from now on: no data", clear, k1, "aaabbc", "noData", "training has no window like it (values hashed with key k1)"],
  ["in clear from now on: no data", k1, clear, "aaabbc", "noData", "training has no window like it (values that are not hashed)"],
  ["some values in clear among pseudonyms are values like others: drifted", clear, (level, row) => (row < 75 ? level : k1(level)), "aaabbc", "drifted", ""],
  ["what is over the cap of categories has no key, and is held against what was", capped, capped, "aaabbc", "ok", ""],
])("%s", (_, known, now, levels, verdict, why) => {
  const monitored = days(times(45, known));
  const findings = judgeWindows(monitored, [windowOf(monitored, day(1_000, now, levels), 60)], 0, 0);
  const carrier = findings.find((finding) => finding.subject === "carrier");
  expect(carrier?.verdict).toBe(verdict);
  expect(carrier?.summary).toContain(why);
  expect(findings.find((finding) => finding.subject === "amount")?.verdict).toBe("ok");
});

test("of a baseline that knows both keys the blocks of the window's count, on either side of the rotation", () => {
  const monitored = days([...times(22, k1), ...times(22, k22)]);
  const judged = (put: (level: string) => string, levels?: string) =>
    judgeWindows(monitored, [windowOf(monitored, day(1_001, put, levels), 60)], 0, 0).find((finding) => finding.subject === "carrier")?.verdict;
  expect([judged(k1), judged(k22), judged(k1, "abbccc"), judged(k22, "abbccc")]).toEqual(["ok", "ok", "drifted", "drifted"]);
});

test("a column of which nothing comes any more is judged, whatever its key was", () => {
  const monitored = days(times(45, k1));
  const none = { carrier: Array.from({ length: ROWS }, () => null), amount: day(7, k1)["amount"] ?? [] };
  expect(judgeWindows(monitored, [windowOf(monitored, none, 60)], 0, 0)[0]).toMatchObject({ subject: "carrier", verdict: "drifted", cause: "nullSurge" });
});
