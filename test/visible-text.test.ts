import { Writable } from "node:stream";
import { assert, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { createLogger } from "../telemetry.ts";
import { visibleJson, visibleLine, visibleText } from "../visible-text.ts";

describe("what is unseen is shown", () => {
  test.each([
    ["a new line forges none", "churn\nSeverity: none", "churn Severity: none"],
    ["nor a carriage return", "a\r\nb", "a b"],
    ["a terminal's escape", "\u001b[2Jgone", "\\u001b[2Jgone"],
    ["its one-byte form", "\u009b31mred", "\\u009b31mred"],
    ["right-to-left override", "evil\u202ecod.exe", "evil\\u202ecod.exe"],
    ["isolates", "a\u2066b\u2069", "a\\u2066b\\u2069"],
    ["zero width", "pay\u200bpal\ufeff", "pay\\u200bpal\\ufeff"],
    ["soft hyphen", "a\u00adb", "a\\u00adb"],
    ["line separator", "a\u2028b", "a\\u2028b"],
    ["tags", "a\u{e0041}", "a\\u{e0041}"],
    ["a lone surrogate", "a\ud800", "a\\ud800"],
    ["letters of any script, signs and pictures stay", "Größe 東京 مرحبا 🙂 − ░█ \u202f5 %", "Größe 東京 مرحبا 🙂 − ░█ \u202f5 %"],
  ])("%s", (_, text, expected) => {
    expect(visibleLine(text)).toBe(expected);
  });

  test("our own lines stay lines", () => {
    expect(visibleText("a\u0007\nb")).toBe("a\\u0007\nb");
  });
});

test("nothing unseen is left, and JSON says the same as before", () => {
  assert(
    property(string({ unit: "binary", maxLength: 40 }), (text) => {
      expect(visibleLine(text)).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u);
      const json = visibleJson(JSON.stringify({ text }));
      expect(json).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u);
      expect(JSON.parse(json)).toEqual({ text });
    }),
    { numRuns: 1_000, seed: 9 },
  );
});

test("a log line acts on no terminal", () => {
  let written = "";
  const stream = new Writable({ write: (chunk: Buffer, _encoding, done) => ((written += chunk.toString("utf8")), done()) });
  createLogger(stream).warn("refused", { model: "\u009b2J\u202e" });
  expect(written).toContain("\\u009b2J\\u202e");
  expect(JSON.parse(written)).toMatchObject({ model: "\u009b2J\u202e" });
});
