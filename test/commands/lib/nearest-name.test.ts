import { expect, test } from "vitest";
import { nearestName } from "../../../commands/lib/nearest-name.ts";

const NAMES = ["report", "performance", "detect", "up", "verify", "dead-letters"];
const cases: [string, string | null][] = [
  ["reprot", "report"],
  ["Report", "report"],
  ["perf", "performance"],
  ["verfy", "verify"],
  ["deadletters", "dead-letters"],
  ["frobnicate", null],
  ["", null],
  ["xy", null],
];
test.each(cases)("%j means %j", (given, expected) => expect(nearestName(given, NAMES)).toBe(expected));
