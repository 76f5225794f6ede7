import { array, assert, boolean, constantFrom, integer, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { HalfJoiner } from "../../../serving/events/half-joiner.ts";

const LIMITS = { joinWithin: 100, maxWaiting: 3, maxWaitingBytes: 1_000 };

describe("halves of an exchange", () => {
  test.each([
    ["request first", ["request", "response"]],
    ["answer first", ["response", "request"]],
  ] as const)("are joined: %s", (_, [first, second]) => {
    const joiner = new HalfJoiner<string>(LIMITS);
    expect(joiner.add("a", first, first, 1, 0)).toEqual({ kind: "waits", pushedOut: [] });
    expect(joiner.add("a", second, second, 1, 99)).toEqual({ kind: "joined", request: "request", response: "response" });
    expect(joiner.waiting).toBe(0);
  });

  test("of other keys are not", () => {
    const joiner = new HalfJoiner<string>(LIMITS);
    joiner.add("a", "request", "x", 1, 0);
    expect(joiner.add("b", "response", "y", 1, 0).kind).toBe("waits");
  });

  test("that come twice are told once, also after they were joined", () => {
    const joiner = new HalfJoiner<string>(LIMITS);
    joiner.add("a", "request", "x", 1, 0);
    expect(joiner.add("a", "request", "x", 1, 1).kind).toBe("duplicate");
    joiner.add("a", "response", "y", 1, 2);
    expect([joiner.add("a", "request", "x", 1, 3).kind, joiner.add("a", "response", "y", 1, 3).kind]).toEqual(["duplicate", "duplicate"]);
  });

  test("wait joinWithin, not longer", () => {
    const joiner = new HalfJoiner<string>(LIMITS);
    joiner.add("a", "request", "x", 1, 0);
    expect(joiner.expire(99)).toEqual([]);
    expect(joiner.expire(100)).toMatchObject([{ key: "a", half: "request", value: "x" }]);
    expect(joiner.add("a", "response", "y", 1, 101).kind).toBe("waits");
  });

  test("beyond their number or bytes: the oldest go", () => {
    const joiner = new HalfJoiner<string>(LIMITS);
    for (const key of ["a", "b", "c"]) joiner.add(key, "request", key, 10, 0);
    expect(joiner.add("d", "request", "d", 10, 0)).toMatchObject({ pushedOut: [{ key: "a" }] });
    expect(joiner.add("e", "request", "e", 985, 0)).toMatchObject({ pushedOut: [{ key: "b" }, { key: "c" }] });
    expect(joiner.waiting).toBe(2);
  });
});

test("whatever comes, each half is joined, told again, or given up once, and no more wait than may", () => {
  const event = record({
    key: constantFrom("a", "b", "c", "d", "e"),
    isRequest: boolean(),
    bytes: integer({ min: 1, max: 400 }),
    afterMs: integer({ min: 0, max: 60 }),
  });
  assert(
    property(array(event, { maxLength: 60 }), (events) => {
      const joiner = new HalfJoiner<number>(LIMITS);
      const gone: number[] = [];
      let now = 0;
      events.forEach(({ key, isRequest, bytes, afterMs }, i) => {
        now += afterMs;
        for (const { value } of joiner.expire(now)) gone.push(value);
        const joined = joiner.add(key, isRequest ? "request" : "response", i, bytes, now);
        if (joined.kind === "duplicate") gone.push(i);
        if (joined.kind === "joined") gone.push(joined.request, joined.response);
        if (joined.kind === "waits") gone.push(...joined.pushedOut.map(({ value }) => value));
        expect(joiner.waiting).toBeLessThanOrEqual(LIMITS.maxWaiting);
      });
      gone.push(...joiner.takeAll().map(({ value }) => value));
      expect(gone.sort((a, b) => a - b)).toEqual(events.map((_, i) => i));
    }),
    { numRuns: 300, seed: 7 },
  );
});
