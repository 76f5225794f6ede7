import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyRule } from "../../../../collector/events/privacy/apply-rule.ts";
import type { FieldRule } from "../../../../collector/events/privacy/field-rules.ts";
import { keyIdOf, pseudonym, withheld } from "../../../../collector/events/privacy/pseudonym.ts";

const key = { id: "k1", secret: new Uint8Array(32).fill(7), from: Number.NEGATIVE_INFINITY };
const hmac = (text: string) => createHmac("sha256", key.secret).update(text).digest().subarray(0, 16).toString("base64url");

describe("a value under a rule", () => {
  test.each<[string, FieldRule, unknown, unknown]>([
    ["drop: nothing of it", { action: "drop" }, "a", undefined],
    ["drop: not even that it was missing", { action: "drop" }, null, undefined],
    ["keep: as it is", { action: "keep" }, "a", "a"],
    ["hash: of the name in lower case, and the value", { action: "hash" }, "a@b", `#k1:${hmac("email\0a@b")}`],
    ["hash: a number by its shortest writing", { action: "hash" }, 12, `#k1:${hmac("email\x0012")}`],
    ["hash: a truth value", { action: "hash" }, true, `#k1:${hmac("email\0true")}`],
    ["hash: a whole number that no double holds", { action: "hash" }, 12345678901234567890n, `#k1:${hmac("email\x0012345678901234567890")}`],
    ["hash: what is missing stays so", { action: "hash" }, null, null],
    ["hash: a vector is not kept", { action: "hash" }, [1, 2], undefined],
    ["mask: nothing stays, nor how long it was", { action: "mask" }, "10115", "*"],
    ["mask: the first", { action: "mask", first: 2 }, "10115", "10*"],
    ["mask: the last", { action: "mask", last: 2 }, "10115", "*15"],
    ["mask: both", { action: "mask", first: 1, last: 1 }, "10115", "1*5"],
    ["mask: as long as what stays: as a whole", { action: "mask", first: 3, last: 2 }, "10115", "*"],
    ["mask: a character of several units is one", { action: "mask", first: 1 }, "𝒜bc", "𝒜*"],
    ["mask: a vector is not kept", { action: "mask", first: 1 }, [1], undefined],
    ["bin: width, lower edge", { action: "bin", width: 10 }, 39.9, 30],
    ["bin: width, on the edge", { action: "bin", width: 10 }, 40, 40],
    ["bin: width, under zero", { action: "bin", width: 10 }, -0.1, -10],
    ["bin: edges, [a, b)", { action: "bin", edges: [0, 18, 65] }, 18, 18],
    ["bin: over the last edge", { action: "bin", edges: [0, 18, 65] }, 99, 65],
    ["bin: under the first edge: one less than it", { action: "bin", edges: [0, 18, 65] }, -3, -1],
    ["bin: a text that was to be a number is not kept", { action: "bin", width: 10 }, "39", undefined],
    ["bin: not a number is missing", { action: "bin", width: 10 }, Number.NaN, Number.NaN],
  ])("%s", (_, rule, value, expected) => expect(applyRule(rule, "Email", value, key)).toEqual(expected));

  test("without a key nothing can be hashed, and nothing is kept", () => expect(applyRule({ action: "hash" }, "email", "a", undefined)).toBeUndefined());
});

describe("pseudonyms", () => {
  test("tell their key; no other text does", () => {
    fc.assert(fc.property(fc.string(), fc.string(), (name, text) => keyIdOf(pseudonym(key, name, text)) === "k1"));
    expect(["#k1:short", "k1", "", `#k1:${"a".repeat(22)} `, `#${"k".repeat(17)}:${"a".repeat(22)}`].map(keyIdOf)).toEqual(Array(5).fill(undefined));
  });

  test("equal texts have one, others have others; so have other names and other keys", () => {
    const other = { ...key, secret: new Uint8Array(32).fill(8) };
    const all = [pseudonym(key, "a", "x"), pseudonym(key, "a", "y"), pseudonym(key, "b", "x"), pseudonym(other, "a", "x")];
    expect(new Set(all).size).toBe(4);
    expect(pseudonym(key, "A", "x")).toBe(all[0]);
  });

  test("what is withheld is told by its length and a keyed hash, also where no key is configured", () => {
    expect(withheld("body", Buffer.from("abc"), key)).toBe(`body withheld (3 bytes, #k1:${hmac("body\0abc")})`);
    expect(withheld("body", Buffer.from("abc"), undefined)).toMatch(/^body withheld \(3 bytes, #process:[\w-]{22}\)$/);
  });
});
