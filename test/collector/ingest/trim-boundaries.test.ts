import { afterAll, beforeAll, expect, test } from "vitest";
import { readLastBoundary, writeBoundary, type Boundary } from "../../../collector/ingest/boundary.ts";
import { trimBoundaries } from "../../../collector/ingest/trim-boundaries.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { until } from "../log/conformance.ts";

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 20);

test("boundaries older than a week go, but for the newest of each partition, however old", async () => {
  const { store } = clickhouse;
  const boundaryOf = (partition: number, batch: number): Boundary => ({
    logId: "l",
    topic: "t",
    partition,
    firstOffset: BigInt(batch * 10),
    lastOffset: BigInt(batch * 10 + 9),
    token: `l/t/${partition}/${batch}`,
    splits: [],
    producersBefore: new Map(),
    producersAfter: new Map([["p", BigInt(batch)]]),
  });
  const written: readonly (readonly [partition: number, ageDays: number])[] = [
    [0, 30],
    [0, 8],
    [0, 6],
    [1, 30],
    [1, 20],
  ];
  let last: Boundary | undefined;
  for (const [batch, [partition, ageDays]] of written.entries()) {
    const boundary = boundaryOf(partition, batch);
    expect(await writeBoundary(store, boundary, last?.partition === partition ? last : undefined, NOW - ageDays * DAY)).toEqual({ kind: "written" });
    last = boundary;
  }
  await trimBoundaries(store, NOW);
  const left = () => store.query<{ token: string }>("SELECT token FROM ingest_batches ORDER BY token");
  await until(async () => (await left()).length === 2);
  expect((await left()).map(({ token }) => token)).toEqual(["l/t/0/2", "l/t/1/4"]);
  expect(await readLastBoundary(store, "l", "t", 1)).toEqual(boundaryOf(1, 4));
});
