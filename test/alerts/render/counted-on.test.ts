import { expect, test } from "vitest";
import { countedOn } from "../../../alerts/render/counted-on.ts";

const cases: [string, string, number, string][] = [
  [
    "more than a window looks back on",
    "it is 3 K higher; the shift lasts, at least 9 windows so far.",
    42,
    "it is 3 K higher; the shift lasts, 42 windows so far.",
  ],
  ["as many as it says", "the shift lasts, at least 9 windows so far.", 9, "the shift lasts, at least 9 windows so far."],
  ["what is counted stays", "the shift lasts, 4 windows so far.", 42, "the shift lasts, 4 windows so far."],
];
test.each(cases)("a shift that lasts is counted on: %s", (_, text, windows, expected) => expect(countedOn(text, windows)).toBe(expected));
