import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extremes } from "../../../dashboards/charts/extremes.ts";
import { timeAxis } from "../../../dashboards/charts/time-axis.ts";
import { timeChart, type Span } from "../../../dashboards/charts/time-chart.ts";
import { stepFor } from "../../../dashboards/read/report-queries.ts";
import { zonedTime } from "../../../dashboards/words/zoned-time.ts";
import { propertyRuns } from "../../support/property-runs.ts";

const HOUR = 3_600_000;
const START = Date.parse("2013-02-15T00:00Z");
const hours = (values: readonly (number | null)[]): Span[] =>
  values.map((value, index) => ({ start: START + index * HOUR, end: START + (index + 1) * HOUR, value }));
const axisOf = (n: number) => timeAxis(START, START + n * HOUR, zonedTime("UTC"));

describe("a chart of more values than places", () => {
  test("no more than 400 spans stand as they are", () => expect(extremes(hours(Array.from({ length: 400 }, () => 1)), axisOf(400))).toBeNull());

  test("keeps the largest and the smallest value of each place", () =>
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 1000 })), { minLength: 401, maxLength: 2000 }), (values) => {
        const places = extremes(hours(values), axisOf(values.length)) ?? [];
        const known = values.filter((value) => value !== null);
        expect(Math.max(...places.map(({ high }) => high))).toBe(Math.max(...known));
        expect(Math.min(...places.map(({ low }) => low))).toBe(Math.min(...known));
        expect(places.length).toBeLessThanOrEqual(400);
        expect(places.every(({ start, end }, index) => start < end && start >= (places[index - 1]?.end ?? 0))).toBe(true);
      }),
      propertyRuns(50),
    ));

  test("one hour of 100 % among half a year of none is drawn to the top", async () => {
    const values = Array.from({ length: 4000 }, (_, index) => (index === 2345 ? 1 : 0));
    const drawn = String(
      await timeChart({
        axis: axisOf(4000),
        text: "",
        series: [{ className: "thin", area: "warn", spans: hours(values) }],
        from: 0,
        to: 1,
        format: String,
        height: 96,
      }),
    );
    // The ten hours that share its place: 585 to 588 of 1,000.
    expect(/<path class="warn" d="([^"]*)"/.exec(drawn)?.[1]).toMatch(/^M585 96v-92h3V96z$/);
    const lines = String(
      await timeChart({ axis: axisOf(4000), text: "", series: [{ className: "thin", spans: hours(values) }], from: 0, to: 1, format: String, height: 96 }),
    );
    expect(/<path class="thin" d="([^"]*)"/.exec(lines)?.[1]).toContain("v-92v92");
  });
});

test.each([
  { days: 1 / 24, seconds: 60 },
  { days: 1, seconds: 300 },
  { days: 3, seconds: 900 },
  { days: 7, seconds: 3600 },
  { days: 184, seconds: 3600 },
  { days: 2000, seconds: 3600 },
])("$days days of requests are read by steps of $seconds s: never longer than the hour by which failures are judged", ({ days, seconds }) =>
  expect(stepFor(days * 24 * HOUR)).toBe(seconds),
);
