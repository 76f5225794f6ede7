import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dropResent } from "../../../collector/ingest/drop-resent.ts";
import type { StoredMessage } from "../../../collector/log/log.ts";

function message(producer: string, sequence: number, offset = 0): StoredMessage {
  return { key: "k", producer, sequence: BigInt(sequence), value: Buffer.from("{}\n"), offset: BigInt(offset) };
}

const numbers = (messages: readonly StoredMessage[]): string[] => messages.map(({ producer, sequence }) => `${producer}${sequence}`);

describe("what a producer sent again is dropped", () => {
  test.each([
    { name: "a first sending is fresh", before: {}, messages: [message("a", 0), message("a", 1)], fresh: ["a0", "a1"] },
    { name: "sequence == last: sent again", before: { a: 1n }, messages: [message("a", 1), message("a", 2)], fresh: ["a2"] },
    {
      name: "sent again within one batch",
      before: {},
      messages: [message("a", 1), message("a", 2), message("a", 1), message("a", 2), message("a", 3)],
      fresh: ["a1", "a2", "a3"],
    },
    { name: "producers are counted apart", before: { a: 5n }, messages: [message("b", 1), message("a", 5), message("a", 6)], fresh: ["b1", "a6"] },
    { name: "a gap is no repeat", before: { a: 1n }, messages: [message("a", 9)], fresh: ["a9"] },
  ])("$name", ({ before, messages, fresh }) => {
    const outcome = dropResent(messages, new Map(Object.entries(before)));
    expect(numbers(outcome.fresh)).toEqual(fresh);
    expect(outcome.resent).toBe(messages.length - fresh.length);
  });

  test("however a stream with repeats is cut into batches, the same messages come through, each once", () => {
    const stream = fc.array(fc.record({ producer: fc.constantFrom("a", "b"), back: fc.integer({ min: 0, max: 3 }) }), { maxLength: 60 });
    fc.assert(
      fc.property(stream, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 60 }), (steps, cuts) => {
        const next: Record<string, number> = { a: 0, b: 0 };
        const sent = steps.flatMap(({ producer, back }) => {
          const from = Math.max(0, (next[producer] ?? 0) - back);
          next[producer] = (next[producer] ?? 0) + 1;
          return Array.from({ length: (next[producer] ?? 0) - from }, (_, index) => message(producer, from + index));
        });
        const whole = numbers(dropResent(sent, new Map()).fresh);
        const pieces: string[] = [];
        let state: ReadonlyMap<string, bigint> = new Map();
        for (let start = 0, cut = 0; start < sent.length; cut += 1) {
          const size = cuts[cut % cuts.length] ?? 1;
          const outcome = dropResent(sent.slice(start, start + size), state);
          pieces.push(...numbers(outcome.fresh));
          state = outcome.after;
          start += size;
        }
        expect(pieces).toEqual(whole);
        expect(new Set(whole).size).toBe(whole.length);
      }),
    );
  });

  test("only the thousand producers heard last are remembered", () => {
    const { after } = dropResent(
      Array.from({ length: 1_500 }, (_, index) => message(`p${index}`, 1)),
      new Map([["old", 7n]]),
    );
    expect(after.size).toBe(1_000);
    expect(after.has("old")).toBe(false);
    expect(after.has("p1499")).toBe(true);
  });
});
