import { describe, expect, test } from "vitest";
import { number } from "../../../alerts/render/words.ts";
import { figure } from "../../../analyzers/statistics/figure.ts";
import { measure } from "../../../dashboards/words/format.ts";

describe("numbers for people: one notation in summaries, messages and pages", () => {
  const cases: [number, string][] = [
    [0.000000123, "1.23 × 10⁻⁷"],
    [-0.0000456, "−4.56 × 10⁻⁵"],
    [12_345_678_901, "1.23 × 10¹⁰"],
    [0.5, "0.5"],
    [0.0412, "0.0412"],
    [65.43, "65.4"],
  ];
  test.each(cases)("%d", (value, expected) => {
    const plain = (text: string): string => text.replace(/(\.\d*?)0+$/, "$1");
    expect([figure(value), number(value), measure(value)].map((text) => (text.includes("×") ? text : plain(text)))).toEqual([expected, expected, expected]);
  });

  test("nothing that is not zero is written as zeros, and no power with a caret", () => {
    for (const write of [figure, number, measure])
      for (let power = -300; power <= 300; power += 7) {
        const text = write(3.21 * 10 ** power);
        expect(text).toMatch(/[1-9]/);
        expect(text).not.toMatch(/[\^e]/);
      }
  });
});
