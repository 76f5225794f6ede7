import { describe, expect, test } from "vitest";
import { instantOf } from "../../../analyzers/backtest/instant.ts";

const NEW_YORK = "America/New_York";

describe("a moment as people write it", () => {
  test.each([
    ["a day begins at midnight of the zone", "2013-03-09", NEW_YORK, "start", "2013-03-09T05:00:00Z"],
    ["and ends at the next one: to is inclusive", "2013-03-09", NEW_YORK, "end", "2013-03-10T05:00:00Z"],
    ["a day on which the clocks change is as long as it is", "2013-03-10", NEW_YORK, "end", "2013-03-11T04:00:00Z"],
    ["a day in UTC", "2013-03-10", "UTC", "start", "2013-03-10T00:00:00Z"],
    ["a day in a zone far ahead", "2013-03-10", "Pacific/Kiritimati", "start", "2013-03-09T10:00:00Z"],
    ["ISO 8601 with an offset", "2013-03-10T08:00:00-04:00", "UTC", "start", "2013-03-10T12:00:00Z"],
    ["ISO 8601 without one is UTC, whatever the zone", "2013-03-10T08:00:00", NEW_YORK, "end", "2013-03-10T08:00:00Z"],
    ["epoch seconds", "1362902400", NEW_YORK, "start", "2013-03-10T08:00:00Z"],
    ["epoch milliseconds, from 10¹¹ on", "1362902400000", NEW_YORK, "start", "2013-03-10T08:00:00Z"],
  ] as const)("%s", (_, text, timeZone, edge, expected) => {
    expect(instantOf(text, timeZone, edge)).toBe(Date.parse(expected));
  });

  test.each(["yesterday", "", "2013-13-01", "2013-02-30", "2013-02-30T25:00:00Z", "10.3.2013 8 Uhr"])("%j is none", (text) => {
    expect(instantOf(text, "UTC", "start")).toBeNull();
  });
});
