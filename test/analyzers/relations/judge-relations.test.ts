import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import { judgeRelations, type RelationOptions } from "../../../analyzers/relations/judge-relations.ts";
import type { RelationVerdict } from "../../../analyzers/relations/relation-check.ts";
import { relationSource } from "../../../analyzers/relations/relation-source.ts";
import { openDataFile } from "../../../analyzers/data/open-data-file.ts";
import { openStoredRows } from "../../../analyzers/data/open-stored-rows.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";

let clickhouse: TestClickHouse;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-relations-"));
  clickhouse = await startTestClickHouse();
});
afterAll(async () => {
  await clickhouse[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

type Row = readonly (string | number)[];
const HEADER = "id,event_time,x,y 2,kind,seen\n";

/** Ten days from a start, a row about every ten minutes. */
function rows(seed: number, change: (row: (string | number)[], place: number) => Row | readonly Row[] = (row) => row, count = 1440): string {
  const random = seededRandom(seed);
  const start = Date.UTC(2026, 0, 1 + 10 * seed);
  const lines = Array.from({ length: count }, (_, place) => {
    const time = start + place * 600_000;
    const row = [
      `${seed}-${place}`,
      new Date(time).toISOString(),
      random().toFixed(6),
      (random() * 100).toFixed(3),
      random() < 0.5 ? "a" : "b",
      new Date(time - 60_000 * random()).toISOString(),
    ];
    const changed = change(row, place);
    return (Array.isArray(changed[0]) ? (changed as readonly Row[]) : [changed as Row]).map((one) => one.join(",")).join("\n");
  });
  return HEADER.concat(lines.join("\n"), "\n");
}

const files = () => Promise.resolve(clickhouse.store);

async function judge(before: string, now: string, options: Partial<RelationOptions> = {}): Promise<RelationVerdict> {
  const paths = [join(folder, "before.csv"), join(folder, "now.csv")] as const;
  await Promise.all([writeFile(paths[0], before), writeFile(paths[1], now)]);
  const [reference, current] = await Promise.all(paths.map(async (path) => relationSource(await openDataFile(files, path))));
  if (reference === undefined || current === undefined) throw new Error("two files expected");
  return judgeRelations(clickhouse.store, reference, current, { falseAlarmRate: 0.01, eventTime: "event_time", ...options });
}

const found = ({ checks }: RelationVerdict) => checks.filter(({ drifted }) => drifted).map(({ check, columns, detail }) => [check, columns.join(), detail]);

describe("two files", () => {
  const cases: readonly [string, string, readonly unknown[]][] = [
    ["nothing changed", rows(2), []],
    [
      "rows sent twice, identities left out",
      rows(2, (row, place) => (place % 10 === 0 ? [row, ["again", ...row.slice(1)]] : row)),
      [["duplicates", "", expect.stringMatching(/^\d\.\d % of the rows repeat another one, 0 % of as many/)]],
    ],
    [
      "a feed that stands still",
      rows(2, (row, place) => (place > 700 && place < 790 ? row.with(2, "0.5") : row)),
      [["stale", "x", "x stands still for 89 consecutive rows, in the reference for 1 at most"]],
    ],
    [
      "a feed that is late",
      rows(2, (row) => row.with(5, new Date(Date.parse(String(row[1])) - 3_600_000).toISOString())),
      [["late", "seen", expect.stringMatching(/^seen is 60\.0 minutes before the event in half/)]],
    ],
    [
      "half as many rows a day",
      rows(2, (row, place) =>
        row
          .with(1, new Date(Date.UTC(2026, 1, 1) + place * 1_200_000).toISOString())
          .with(5, new Date(Date.UTC(2026, 1, 1) + place * 1_200_000 - 30_000).toISOString()),
      ),
      [["rowCount", "", "72 rows a day, in the reference 144 (18 and 8 whole days)"]],
    ],
    [
      "a copy, in a column with a space in its name",
      rows(2, (row) => row.with(3, Number(row[2]) * 10)),
      [["copy", "x,y 2", "y 2 is 10 × x + 0 in 100 % of the rows, in the reference in 0 %: it became a copy"]],
    ],
  ];
  test.each(cases)("%s", async (_, now, expected) => {
    expect(found(await judge(rows(1), now))).toEqual(expected);
  });

  test("the same again says the same", async () => {
    const [before, now] = [rows(1), rows(2)];
    expect(await judge(before, now)).toEqual(await judge(before, now));
  });

  test("a larger reference is thinned before repeated rows are compared", async () => {
    const draw = (seed: number, count: number): string => {
      const random = seededRandom(seed);
      return `k,l\n${Array.from({ length: count }, () => `${Math.floor(40 * random())},v${Math.floor(40 * random())}`).join("\n")}\n`;
    };
    const verdict = await judge(draw(1, 4000), draw(2, 1000));
    expect(found(verdict)).toEqual([]);
    const [check] = verdict.checks.filter((one) => one.check === "duplicates");
    expect(Math.abs((check?.reference ?? 0) - (check?.current ?? 1))).toBeLessThan(0.05);
  });

  test("a report's data sets, loaded from CSV or in place from Parquet, say the same as the files", async () => {
    const [before, now] = [rows(1), rows(2, (row) => row.with(3, Number(row[2]) * 10))];
    const ofFiles = await judge(before, now);
    const paths = [join(folder, "before.csv"), join(folder, "now.csv")] as const;
    const parquet = join(folder, "now.parquet");
    await clickhouse.store.command("INSERT INTO FUNCTION file({parquet: String}, 'Parquet') SELECT * FROM file({path: String}, 'CSVWithNames')", {
      parquet,
      path: paths[1],
    });
    const options = { falseAlarmRate: 0.01, eventTime: "event_time" };
    const reference = await relationSource(await openDataFile(files, paths[0]));
    for (const path of [paths[1], parquet]) {
      const current = await relationSource(await openDataFile(files, path));
      expect(found(await judgeRelations(clickhouse.store, reference, current, options))).toEqual(found(ofFiles));
    }
  });

  test("captured rows of the store", async () => {
    const random = seededRandom(8);
    const capture = (day: number, copied: boolean) =>
      Array.from({ length: 300 }, (_, row) => {
        const [a, p] = [random(), random()];
        const time = Date.UTC(2026, 0, day) + row * 1000;
        return {
          event_time: time,
          received_time: time,
          model: "m",
          version: "1",
          variant: "",
          request_id: `${day}-${row}`,
          row_number: 0,
          feature_numbers: { a: copied ? p : a },
          feature_categories: {},
          feature_vectors: {},
          missing_features: [],
          prediction_numbers: { p },
          prediction_categories: {},
        };
      });
    await clickhouse.store.insert("inferences", [...capture(1, false), ...capture(2, true)]);
    const [reference, current] = await Promise.all(
      [1, 2].map(async (day) =>
        relationSource(await openStoredRows(clickhouse.store, { model: "m", from: Date.UTC(2026, 0, day), to: Date.UTC(2026, 0, day + 1), name: `${day}` })),
      ),
    );
    if (!reference || !current) throw new Error("two data sets were opened");
    expect(found(await judgeRelations(clickhouse.store, reference, current, { falseAlarmRate: 0.01, predictions: ["p"] }))).toEqual([
      ["feedback", "a,p", "the prediction p seems to feed back into a: p equals a in 100 % of the rows, in the reference in 0 %: it became a copy"],
    ]);
  });

  test("without an event time what needs one is not judged, and said so", async () => {
    const verdict = await judge("x\n1\n2\n3\n", "x\n1\n2\n3\n");
    expect(verdict.notes).toContain('Late and stale feeds and rows a day were not judged: not both sides have the column "event_time".');
  });

  test("no column in common: nothing is judged, and said so", async () => {
    expect((await judge("x\n1\n", "y\n1\n")).notes[0]).toMatch(/no column in common/);
  });
});
