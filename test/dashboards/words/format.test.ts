import { describe, expect, test } from "vitest";
import { count, latency, listed, measure, percent, probability, quantity, signed } from "../../../dashboards/words/format.ts";

/** A thin space is written _ here, so that it can be seen. */
const shown = (text: string): string => text.replaceAll("\u202f", "_");

describe("numbers", () => {
  const cases: [string, string, string][] = [
    ["thousands have thin spaces", count(63_295), "63_295"],
    ["four digits too", count(1234), "1_234"],
    ["millions twice", count(1_234_567), "1_234_567"],
    ["three significant digits", measure(65.4321), "65.4"],
    ["under one", measure(0.041234), "0.0412"],
    ["a whole part is never rounded away", measure(1017.4), "1_017"],
    ["a minus is a minus sign", measure(-5.53), "−5.53"],
    ["what rounds to zero has no sign", count(-0.2), "0"],
    ["zero", measure(0), "0"],
    ["tiny in powers of ten", measure(2.5e-9), "2.50 × 10⁻⁹"],
    ["a unit after a thin space", quantity(24.3, "°F"), "24.3_°F"],
    ["a share is a percentage", quantity(0.391, "share"), "39.1_%"],
    ["all is 100 %", percent(1), "100_%"],
    ["nothing is 0 %", percent(0), "0_%"],
    ["hardly anything is not nothing", percent(0.0004), "<_0.1_%"],
    ["a rise has its sign", signed(1.5), "+1.50"],
    ["p two digits", probability(0.0132), "p = 0.013"],
    ["p under 1e-4", probability(3e-12), "p < 0.0001"],
    ["milliseconds", latency(12.34), "12.3_ms"],
    ["a second and more", latency(1234), "1.23_s"],
    ["one name", listed(["a"]), "a"],
    ["three names", listed(["a", "b", "c"]), "a, b and c"],
    ["more names than fit", listed(["a", "b", "c", "d"]), "a, b and 2 more"],
  ];
  test.each(cases)("%s", (_, text, expected) => expect(shown(text)).toBe(expected));
});
