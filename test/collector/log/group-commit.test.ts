import { describe, expect, test } from "vitest";
import { GroupCommit } from "../../../collector/log/group-commit.ts";
import { TidemarkError } from "../../../errors.ts";

/** Commits that refuse a number; what was taken, group by group. */
function refusing(bad: number, error: Error) {
  const taken: (readonly number[])[] = [];
  const commits = new GroupCommit<number>(1_000, async (items) => {
    if (items.includes(bad)) throw error;
    taken.push(items);
  });
  return { commits, taken };
}

const outcomes = async (commits: GroupCommit<number>, groups: readonly (readonly number[])[]): Promise<string[]> =>
  (await Promise.allSettled(groups.map((group) => commits.add(group, group.length)))).map(({ status }) => status);

describe("one refused message", () => {
  test("is refused alone: its neighbours of other callers go in, in order, each once", async () => {
    const { commits, taken } = refusing(4, new TidemarkError("input", "over the broker's limit"));
    expect(await outcomes(commits, [[1], [2, 3], [4, 5], [6]])).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    expect(taken.flat()).toEqual([1, 2, 3, 6]);
  });

  test("of one caller alone is that caller's", async () => {
    const { commits, taken } = refusing(2, new TidemarkError("input", "over the broker's limit"));
    expect(await outcomes(commits, [[1, 2, 3]])).toEqual(["rejected"]);
    expect(taken).toEqual([]);
  });
});

test("what may pass is every caller's of the group: all send again under the same numbers", async () => {
  const { commits, taken } = refusing(2, new TidemarkError("unavailable", "the broker is away"));
  expect(await outcomes(commits, [[1], [2], [3]])).toEqual(["rejected", "rejected", "rejected"]);
  expect(taken).toEqual([]);
});
