import { array, assert, constantFrom, integer, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { InFlight } from "../../../serving/request-path/in-flight.ts";
import type { Held, Occupant } from "../../../serving/request-path/in-flight.ts";

interface Wire {
  halfSent: boolean;
  reads: boolean;
  bytes: number;
}

/** A request as far as sharing looks at it. */
function passing(complete: boolean): { readonly occupant: Occupant; readonly wire: Wire } {
  const wire = { halfSent: !complete, reads: true, bytes: 0 };
  const occupant: Occupant = {
    connection: "10.0.0.1 1234",
    get halfSent() {
      return wire.halfSent;
    },
    get owes() {
      return wire.halfSent || !wire.reads;
    },
    get bytes() {
      return wire.bytes;
    },
    breakOff: () => undefined,
  };
  return { occupant, wire };
}

function enterMany(inFlight: InFlight, client: string, count: number, complete: boolean): Held[] {
  return Array.from({ length: count }, () => inFlight.enter(client, passing(complete).occupant, 0)).flatMap((one) =>
    one.kind === "admitted" ? [one.held] : [],
  );
}

describe("places are shared", () => {
  test("a lone address has all of them, not one more", () => {
    const inFlight = new InFlight(16);
    expect(enterMany(inFlight, "a", 20, true)).toHaveLength(16);
    expect(inFlight.count).toBe(16);
  });

  test("a request whose body has not come makes room for another address, the oldest first", () => {
    const inFlight = new InFlight(16);
    const [first, second] = enterMany(inFlight, "a", 16, false);
    const admitted = inFlight.enter("b", passing(true).occupant, 0);
    expect(admitted).toMatchObject({ kind: "admitted", instead: { client: "a" } });
    expect(admitted.kind === "admitted" && admitted.instead === first).toBe(true);
    expect(inFlight.enter("b", passing(true).occupant, 0)).toMatchObject({ instead: second });
    expect(inFlight.count).toBe(16);
  });

  test("a request that is complete is not broken off; the address that waits is next", () => {
    const inFlight = new InFlight(16);
    const held = enterMany(inFlight, "a", 16, true);
    expect(inFlight.enter("b", passing(true).occupant, 0)).toEqual({ kind: "full" });
    inFlight.leave(held[0] as Held);
    expect(inFlight.enter("a", passing(true).occupant, 0)).toEqual({ kind: "overShare", share: 8 });
    expect(inFlight.enter("b", passing(true).occupant, 0)).toMatchObject({ kind: "admitted" });
  });

  test("over its share an address may have what is free beyond an eighth", () => {
    const inFlight = new InFlight(16);
    enterMany(inFlight, "b", 1, true);
    expect(enterMany(inFlight, "a", 20, true)).toHaveLength(13);
    expect(enterMany(inFlight, "b", 20, true)).toHaveLength(2);
  });

  test("who was refused and does not come back is forgotten after 10 s", () => {
    const inFlight = new InFlight(2);
    const held = enterMany(inFlight, "a", 2, true);
    expect(inFlight.enter("b", passing(true).occupant, 0)).toEqual({ kind: "full" });
    inFlight.stalled(1, 10_001);
    inFlight.leave(held[0] as Held);
    inFlight.leave(held[0] as Held);
    expect(inFlight.enter("a", passing(true).occupant, 0)).toMatchObject({ kind: "admitted" });
    expect(inFlight.count).toBe(2);
  });

  test("whoever comes and goes: never more than the limit, and an address under its share only waits for complete requests", () => {
    const step = record({ client: constantFrom("a", "b", "c"), leaves: integer({ min: -4, max: 8 }) });
    assert(
      property(array(step, { maxLength: 80 }), integer({ min: 1, max: 9 }), (steps, max) => {
        const inFlight = new InFlight(max);
        const held = new Set<Held>();
        for (const { client, leaves } of steps) {
          const leaving = [...held][leaves];
          if (leaving !== undefined) {
            inFlight.leave(leaving);
            held.delete(leaving);
          }
          const own = [...held].filter((one) => one.client === client).length;
          const admission = inFlight.enter(client, passing(false).occupant, 0);
          if (admission.kind === "admitted") {
            held.add(admission.held);
            if (admission.instead !== undefined) held.delete(admission.instead);
          } else if (own === 0)
            expect([...held].every((one) => [...held].filter(({ client: other }) => other === one.client).length <= Math.max(1, max / 2))).toBe(true);
          expect(inFlight.count).toBe(held.size);
          expect(held.size).toBeLessThanOrEqual(max);
        }
      }),
      { numRuns: 500, seed: 11 },
    );
  });
});

describe("a client stalls", () => {
  const cases: readonly [string, (wire: Wire) => void, boolean][] = [
    ["that owes a body and sends nothing", () => undefined, true],
    ["not while bytes come", (wire) => (wire.bytes += 1), false],
    ["not when its body is there and the model takes its time", (wire) => (wire.halfSent = false), false],
    ["that does not read the answer", (wire) => Object.assign(wire, { halfSent: false, reads: false }), true],
    ["not while it reads", (wire) => Object.assign(wire, { halfSent: false, reads: false, bytes: wire.bytes + 1 }), false],
  ];
  test.each(cases)("%s", (_, change, expected) => {
    const inFlight = new InFlight(4);
    const { occupant, wire } = passing(false);
    inFlight.enter("a", occupant, 0);
    for (const now of [0, 20, 40]) {
      change(wire);
      inFlight.stalled(50, now);
    }
    change(wire);
    expect(inFlight.stalled(50, 50)).toHaveLength(expected ? 1 : 0);
    expect([inFlight.on("10.0.0.1 1234"), inFlight.on("10.0.0.1 1")]).toEqual([true, false]);
  });
});
