import { describe, expect, test } from "vitest";
import { keyAt, parsePrivacyKeys, readPrivacyKeys } from "../../../../collector/events/privacy/privacy-keys.ts";

const [A, B] = [Buffer.alloc(32, 1).toString("base64"), Buffer.alloc(48, 2).toString("base64")];

describe("a file of keys", () => {
  test("a key holds from its time on, the first from the beginning", () => {
    const keys = parsePrivacyKeys(`# of the team\nk1 ${A}\n\nk2  ${B} 2026-02-01T00:00:00+01:00\n`, "keys");
    expect(keys.map(({ id, secret, from }) => [id, secret.length, from])).toEqual([
      ["k1", 32, Number.NEGATIVE_INFINITY],
      ["k2", 48, Date.parse("2026-01-31T23:00:00Z")],
    ]);
    const at = (time: string) => keyAt(keys, Date.parse(time))?.id;
    expect([at("1970-01-01T00:00:00Z"), at("2026-01-31T22:59:59.999Z"), at("2026-01-31T23:00:00Z"), at("2030-01-01T00:00:00Z")]).toEqual([
      "k1",
      "k1",
      "k2",
      "k2",
    ]);
  });

  test("without a file there are none", async () => {
    expect(await readPrivacyKeys(undefined)).toEqual([]);
    expect(keyAt([], 0)).toBeUndefined();
  });

  test.each([
    ["nothing in it", "# none\n", 'keys: it has no key; expected a line such as "k1 BASE64"'],
    ["no key beside the id", "k1\n", "keys:1: expected an id of up to 16 letters and digits, a key in base64 and a time, with blanks between"],
    ["a short key", "k1 c2hvcnQ=\n", 'keys:1: the key has 5 bytes; expected 32 or more, as of "openssl rand -base64 32"'],
    ["an id twice", `k1 ${A}\nk1 ${B} 2026-01-01T00:00:00Z\n`, 'keys:2: the id "k1" is taken; ids must differ'],
    ["no time", `k1 ${A}\nk2 ${B}\n`, "keys:2: expected the time from which this key is used, such as 2026-01-31T00:00:00Z"],
    [
      "times that do not rise",
      `k1 ${A}\nk2 ${B} 2026-02-01T00:00:00Z\nk3 ${B} 2026-01-01T00:00:00Z\n`,
      "keys:3: expected a time after that of the key before it",
    ],
  ])("%s", (_, text, expected) => {
    expect(() => parsePrivacyKeys(text, "keys")).toThrow(`privacy.keysFile: ${expected}`);
  });

  test("one that is not there is named, and no key ever told", async () => {
    await expect(readPrivacyKeys("/nowhere/keys")).rejects.toThrow("privacy.keysFile: reading /nowhere/keys");
    expect(() => parsePrivacyKeys(`k1 ${A} x y\n`, "keys")).not.toThrow(A);
  });
});
