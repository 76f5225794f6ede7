import { describe, expect, test } from "vitest";
import type { PartCause } from "../../../analyzers/drift/causes/cause-of.ts";
import { type CompanionRow, companionsOf } from "../../../analyzers/drift/causes/companions.ts";
import { tellRename } from "../../../analyzers/drift/tell-renames.ts";
import { Random } from "../../../bench/alarms/random.ts";

interface Kinds {
  readonly rows?: number;
  /** Middle of x and share of "red" with the level that came, the one that went, and all others. */
  readonly to: readonly [number, number];
  readonly from: readonly [number, number];
  readonly rest?: readonly [number, number];
  /** By how much x of all rows moved meanwhile. */
  readonly moved?: number;
}

function rowsOf({ rows = 150, to, from, rest = [0, 0.3], moved = 0 }: Kinds, seed: number): readonly CompanionRow[] {
  const random = new Random(seed);
  const some = (part: CompanionRow["part"], count: number, [middle, red]: readonly [number, number], shift: number): readonly CompanionRow[] =>
    Array.from({ length: count }, () => ({
      part,
      numbers: { x: middle + shift + random.normal(), noise: random.normal() },
      categories: { colour: random.uniform() < red ? "red" : "blue", level: part },
    }));
  return [...some("to", rows, to, moved), ...some("from", rows, from, 0), ...some("restNow", 1500, rest, moved), ...some("restBefore", 1500, rest, 0)];
}

describe("what the other features of rows with a new level say", () => {
  const verdicts = (kinds: Kinds): readonly (string | null)[] =>
    Array.from({ length: 10 }, (_, seed) => {
      const found = companionsOf(rowsOf(kinds, seed), "level");
      return found === null ? null : found.alike ? "alike" : "unlike";
    });
  const all = (verdict: string | null) => Array.from({ length: 10 }, () => verdict);

  test("as the old level's, and otherwise than all others': alike", () => expect(verdicts({ to: [2, 0.3], from: [2, 0.3] })).toEqual(all("alike")));
  test("otherwise than the old level's: unlike", () => expect(verdicts({ to: [0, 0.3], from: [2, 0.3] })).toEqual(all("unlike")));
  test("as the old level's, but so are all others': nothing", () => expect(verdicts({ to: [0, 0.3], from: [0, 0.3] })).toEqual(all(null)));
  test("too few rows: nothing", () => expect(verdicts({ rows: 20, to: [2, 0.3], from: [2, 0.3] })).toEqual(all(null)));
  test("what all rows did meanwhile is not held against the new level", () =>
    expect(verdicts({ to: [2, 0.9], from: [2, 0.9], moved: 1 })).not.toContain("unlike"));
  test("the features that say so are named, a feature without a say and the column itself not", () =>
    expect(companionsOf(rowsOf({ to: [2, 0.9], from: [2, 0.9] }, 1), "level")?.features).toEqual(["x", "colour"]));
});

describe("a part that may be a rename", () => {
  const part: PartCause = {
    cause: "renamedCategory",
    text: "elm seems to be called zinc now, or elm went while zinc, a new level, came in its place (the values cannot tell which)",
    or: [{ cause: "trueShift", text: "elm went while zinc, a new level, came in its place" }],
    rename: { from: "elm", to: "zinc" },
  };

  test.each([
    [
      "alike: renamed",
      { alike: true, features: ["x"] },
      { cause: "renamedCategory", text: "elm seems to be called zinc now: its rows are as those of elm in x", or: [] },
    ],
    [
      "unlike: no rename",
      { alike: false, features: ["a", "b", "c", "d"] },
      { cause: null, text: "zinc came in place of elm and is no new name of it: its rows are otherwise in a, b, c and 1 more", or: [] },
    ],
    ["nothing: both, as before", null, part],
  ])("%s", (_, companions, expected) => expect(tellRename(part, companions)).toMatchObject(expected));

  test("another part is left as it is", () => {
    const other: PartCause = { cause: "nullSurge", text: "values stopped coming", or: [] };
    expect(tellRename(other, { alike: true, features: ["x"] })).toBe(other);
  });
});
