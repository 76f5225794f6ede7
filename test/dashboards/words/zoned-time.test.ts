import { expect, test } from "vitest";
import { zonedTime } from "../../../dashboards/words/zoned-time.ts";

const at = (text: string): number => Date.parse(text);
const newYork = zonedTime("America/New_York");

const cases: [string, string, string][] = [
  ["midnight is a day", newYork.moment(at("2013-06-01T04:00Z")), "1 June"],
  ["any other time has its minute", newYork.moment(at("2013-06-01T18:30Z")), "1 June 14:30"],
  ["one day", newYork.range(at("2013-06-01T04:00Z"), at("2013-06-02T04:00Z")), "1 June"],
  ["the day that the clocks go back", newYork.range(at("2013-11-03T04:00Z"), at("2013-11-04T05:00Z")), "3 November"],
  ["days of one month, the end not part of it", newYork.range(at("2013-05-07T04:00Z"), at("2013-05-10T04:00Z")), "7–9 May"],
  ["days of two months", newYork.range(at("2013-04-29T04:00Z"), at("2013-05-06T04:00Z")), "29 April – 5 May"],
  ["hours of one day", newYork.range(at("2013-04-03T18:00Z"), at("2013-04-03T20:00Z")), "3 April 14:00–16:00"],
  ["hours over midnight", newYork.range(at("2013-04-04T02:00Z"), at("2013-04-04T06:00Z")), "3 April 22:00 – 4 April 02:00"],
];
test.each(cases)("%s", (_, text, expected) => expect(text).toBe(expected));
