import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DataSet } from "../../../analyzers/data/data-set.ts";
import type { DeclaredFile } from "../../../analyzers/data/files/declared-file.ts";
import { normalText } from "../../../analyzers/data/natures/normal-text.ts";
import { openDataFile } from "../../../analyzers/data/open-data-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-open-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const noStore = (): Promise<never> => Promise.reject(new Error("no database is needed for a small file"));

async function opened(file: string, content: string | Buffer, declared: DeclaredFile = {}): Promise<DataSet> {
  await writeFile(join(folder, file), content);
  return openDataFile(noStore, join(folder, file), declared);
}

/** Column by name as one writing has it. */
function values(data: DataSet): Readonly<Record<string, readonly (string | null)[]>> {
  return Object.fromEntries([...data.columns].map(([name, column]) => [name, Array.from({ length: data.rows }, (_, row) => normalText(column, row))]));
}

const natures = ({ columns }: DataSet): readonly string[] => [...columns.values()].map(({ nature }) => nature);

describe("what a file is written in is recognised", () => {
  const plain = { a: ["1", "2"], b: ["x", "y"] };
  const cases: readonly [string, string, string | Buffer, object][] = [
    ["comma", "a.csv", "a,b\n1,x\n2,y\n", plain],
    ["semicolon", "b.csv", "a;b\n1;x\n2;y\n", plain],
    ["tab", "c.csv", "a\tb\n1\tx\n2\ty\n", plain],
    ["pipe", "d.csv", "a|b\n1|x\n2|y\n", plain],
    ["spaces", "e.txt", "a   b\n1   x\n2   y\n", plain],
    ["Excel's hint", "f.csv", "sep=;\r\na;b\r\n1;x\r\n2;y\r\n", plain],
    ["no end of the last line, CRLF", "g.csv", "a,b\r\n1,x\r\n2,y", plain],
    ["line ends of old", "h.csv", "a,b\r1,x\r2,y\r", plain],
    ["byte order mark", "i.csv", "\ufeffa,b\n1,x\n2,y\n", plain],
    ["UTF-16, little end first", "j.csv", Buffer.from("\ufeffa,b\n1,x\n2,y\n", "utf16le"), plain],
    ["UTF-16, big end first", "k.csv", Buffer.from("\ufeffa,b\n1,x\n2,y\n", "utf16le").swap16(), plain],
    ["UTF-16 without a mark", "l.csv", Buffer.from("a,b\n1,x\n2,y\n", "utf16le"), plain],
    ["Latin-1", "m.csv", Buffer.from("a,b\n1,Köln\n2,Zürich\n", "latin1"), { a: ["1", "2"], b: ["Köln", "Zürich"] }],
    ["Windows-1252", "n.csv", Buffer.from([...Buffer.from("a,b\n1,"), 0x80, 10, ...Buffer.from("2,y\n")]), { a: ["1", "2"], b: ["€", "y"] }],
    ["gzip, whatever the name", "o.csv", gzipSync("a,b\n1,x\n2,y\n"), plain],
    ["zstd", "p.csv.zst", zstdCompressSync("a,b\n1,x\n2,y\n"), plain],
    ["JSON lines", "q.jsonl", '{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n', plain],
    ["an array of objects", "r.json", '[{"a":1,"b":"x"},{"a":2,"b":"y"}]', plain],
    ["an array over several lines", "s.json", '[\n  {"a": 1, "b": "x"},\n  {"a": 2, "b": "y"}\n]\n', plain],
    ["JSON that is called CSV", "t.csv", '{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n', plain],
    ["columns orient", "u.json", '{"a":{"0":1,"1":2},"b":{"0":"x","1":"y"}}', plain],
    ["index orient", "v.json", '{"0":{"a":1,"b":"x"},"1":{"a":2,"b":"y"}}', plain],
    ["split orient", "w.json", '{"columns":["a","b"],"index":[0,1],"data":[[1,"x"],[2,"y"]]}', plain],
    ["table orient", "x.json", '{"schema":{"fields":[],"primaryKey":["index"]},"data":[{"index":0,"a":1,"b":"x"},{"index":1,"a":2,"b":"y"}]}', plain],
    ["an array a column", "y.json", '{"a":[1,2],"b":["x","y"]}', plain],
    ["objects in objects", "z.jsonl", '{"u":{"a":1,"n":{"b":"x"}}}\n{"u":{"a":2,"n":{"b":"y"}}}\n', { u_a: ["1", "2"], u_n_b: ["x", "y"] }],
    ["NaN and Infinity", "ä.jsonl", '{"a":1,"b":"NaN"}\n{"a":NaN,"b":"y"}\n{"a":-Infinity,"b":"z"}\n', { a: ["1", null, null], b: ["NaN", "y", "z"] }],
    ["a key that only later rows have", "ö.jsonl", '{"a":1}\n{"a":2,"b":"y"}\n', { a: ["1", "2"], b: [null, "y"] }],
    ["no header", "ü.csv", "1,x\n2,y\n", { f0: ["1", "2"], f1: ["x", "y"] }],
    ["names of rows, as R writes them", "1.csv", "a,b\n1,1,x\n2,2,y\n", plain],
    ["pandas' number of the row", "2.csv", ",a,b\n0,1,x\n1,2,y\n", plain],
    ["a name twice", "3.csv", "a,a\n1,x\n2,y\n", { a: ["1", "2"], "a.1": ["x", "y"] }],
    ["quotes, delimiters and line ends in values", "4.csv", 'a,b\n1,"x ""1"", z"\n2,"y\nz"\n', { a: ["1", "2"], b: ['x "1", z', "y\nz"] }],
    ["decimal commas", "5.csv", "a;b\n1,5;x\n-2.000,25;y\n", { a: ["1.5", "-2000.25"], b: ["x", "y"] }],
    ["money", "6.csv", 'a,b\n"$1,234.50",x\n($3.20),y\n', { a: ["1234.5", "-3.2"], b: ["x", "y"] }],
    ["percent", "7.csv", "a,b\n7 %,x\n12.5%,y\n", { a: ["7", "12.5"], b: ["x", "y"] }],
    ["a rare delimiter", "9.csv", "a^b\n1^x, y\n2^y\n", { a: ["1", "2"], b: ["x, y", "y"] }],
    ["colons part values under names; of times alone they are none", "10.csv", "a:b\n1:x\n2:y\n", plain],
    ["decimal commas in the only column, which are no delimiters", "11.csv", "a\n40,1\n17,25\n40,3\n", { a: ["40.1", "17.25", "40.3"] }],
    ["names of rows that are texts", "12.csv", "a,b\nFiat,1,x\nOpel,2,y\n", plain],
    ["thousands as in India, by underscores", "13.csv", 'a,b\n"1,23,456.5",x\n1_000,y\n', { a: ["123456.5", "1000"], b: ["x", "y"] }],
    ["letters before digits are a code, a currency's are its unit", "14.csv", "a,b\nSKU-1,EUR 5\nSKU-2,EUR -7\n", { a: ["SKU-1", "SKU-2"], b: ["5", "-7"] }],
    ["a request to MLflow", "15.json", '{"dataframe_split":{"columns":["a","b"],"data":[[1,"x"],[2,"y"]]}}', plain],
    ["missing words among numbers", "8.csv", "a,b\n1,NA\nN/A,x\n2,None\n", { a: ["1", null, "2"], b: ["NA", "x", "None"] }],
  ];
  test.each(cases)("%s", async (_, file, content, expected) => {
    expect(values(await opened(file, content))).toEqual(expected);
  });

  test.each([
    ["day first, by a day over 12", "a,b\n02/01/2025,1\n31/01/2025,2\n", ["2025-01-02T00:00:00Z", "2025-01-31T00:00:00Z"]],
    ["month first, by a day over 12", "a,b\n02/01/2025 1:00 PM,1\n01/31/2025 12:00 AM,2\n", ["2025-02-01T13:00:00Z", "2025-01-31T00:00:00Z"]],
    ["months by name", "a,b\n2 Jan 2025,1\n31 January 2025 08:00,2\n", ["2025-01-02T00:00:00Z", "2025-01-31T08:00:00Z"]],
    [
      "day first, by days of one month with many times each",
      `a\n${["02", "03", "04"].flatMap((day) => ["08:00", "09:30", "10:00"].map((clock) => `${day}/11/2025 ${clock}\n`)).join("")}`,
      ["02", "03", "04"].flatMap((day) => ["08:00", "09:30", "10:00"].map((clock) => `2025-11-${day}T${clock}:00Z`)),
    ],
    ["the basic form of ISO 8601", "a,b\n20250102T030000Z,1\n20250131T0000+0100,2\n", ["2025-01-02T03:00:00Z", "2025-01-30T23:00:00Z"]],
    ["as web servers' logs write them", "a,b\n02/Jan/2025:03:00:00 +0200,1\n31/Jan/2025:00:00:00 +0000,2\n", ["2025-01-02T01:00:00Z", "2025-01-31T00:00:00Z"]],
    ["the year last", "a,b\nThu Jan  2 03:00:00 2025,1\nFri Jan 31 00:00:00 UTC 2025,2\n", ["2025-01-02T03:00:00Z", "2025-01-31T00:00:00Z"]],
    ["year first, with a zone", "a,b\n2025/01/02 03:00:00+02:00,1\n2025-01-31T00:00:00Z,2\n", ["2025/01/02 03:00:00+02:00", "2025-01-31T00:00:00Z"]],
    ["beyond what databases hold", "a,b\n31.12.9999,1\n01.01.1700,2\n", ["9999-12-31T00:00:00Z", "1700-01-01T00:00:00Z"]],
  ])("dates: %s", async (_, content, expected) => {
    const data = await opened("dates.csv", content);
    expect([natures(data)[0], values(data)["a"]]).toEqual(["time", expected]);
  });

  test("dates of which some are day first and others month first are not compared", async () => {
    const data = await opened("mixed.csv", "a,b\n31/01/2025,1\n01/31/2025,2\n13/02/2025,3\n02/13/2025,4\n");
    expect(data.columns.get("a")?.fault).toMatch(/some dates can only be day first \(2 rows\), others only month first \(2 rows\)/);
  });

  test("parts of a folder, their partitions, hidden files passed over", async () => {
    for (const [day, value] of [
      ["2026-01-01", "1"],
      ["2026-01-02", "2"],
    ] as const) {
      await mkdir(join(folder, "parts", `day=${day}`), { recursive: true });
      await writeFile(join(folder, "parts", `day=${day}`, "p.csv"), `a\n${value}\n`);
      await writeFile(join(folder, "parts", `day=${day}`, "_SUCCESS"), "");
    }
    expect(values(await openDataFile(noStore, join(folder, "parts")))).toEqual({ a: ["1", "2"], day: ["2026-01-01", "2026-01-02"] });
    expect(values(await openDataFile(noStore, join(folder, "parts/*/p.csv")))).toMatchObject({ a: ["1", "2"] });
  });
});

describe("what is declared is as declared", () => {
  const cases: readonly [string, DeclaredFile, string, object][] = [
    ["a delimiter", { delimiter: ":" }, "a:b\n1:x\n", { a: ["1"], b: ["x"] }],
    ["no header", { header: false }, "x,y\nz,w\n", { f0: ["x", "z"], f1: ["y", "w"] }],
    ["a decimal comma", { decimal: ",", delimiter: ";" }, "a;b\n1.234;x\n5.678;y\n", { a: ["1234", "5678"], b: ["x", "y"] }],
    ["what is missing, in text too", { missing: ["-999", "NA"] }, "a,b\n-999,NA\n1,x\n", { a: [null, "1"], b: [null, "x"] }],
    ["columns that are left out", { exclude: ["b"] }, "a,b\n1,x\n", { a: ["1"] }],
    ["JSON, whatever the name", { format: "jsonl" }, '{"a":1}\n', { a: ["1"] }],
  ];
  test.each(cases)("%s", async (_, declared, content, expected) => {
    expect(values(await opened("declared.dat", content, declared))).toEqual(expected);
  });
});

describe("rows that cannot be read are named by file and line", () => {
  test.each([
    ["too many values", "a,b\n1,2\n4,5,6\n", /bad\.csv: line 3: it has 3 values between commas, where 2 would be right/],
    ["too few", "a,b\n1,2\n4\n", /bad\.csv: line 3: it has 1 values/],
    ["a quote that never closes", 'a,b\n0,9\n1,"2\n3,4\n', /bad\.csv: line 3: a quote opens and never closes/],
    ["a quote that swallows rows", ['a,b\n1,"x\n', "2,y\n".repeat(6), '3,z"\n4,w\n'].join(""), /bad\.csv: line 2: a quoted value in column 2 spans 8 lines/],
  ])("%s", async (_, content, message) => {
    await expect(opened("bad.csv", content)).rejects.toThrow(message);
    expect((await opened("bad.csv", content, { skipBadRows: true })).notes.join(" ")).toMatch(/1 bad row was left out/);
  });

  test.each([
    ["one JSON value that is no table", "bad.json", "[1, 2, 3]", /one JSON value that is no table; expected an object a line/],
    ["JSON lines with a line that is none", "bad.jsonl", '{"a":1}\nnope\n', /bad\.jsonl: line 2: /],
    ["a title over the header", "bad.csv", "Sales\n\na,b\n1,2\n1,3\n", /bad\.csv: line 3: it has 2 values between commas, where 1 would be right/],
    ["commas within single quotes", "bad.csv", "a,b\n1,'x,y'\n2,'z,w'\n", /bad\.csv: line 2: it has 3 values between commas, where 2 would be right/],
    ["nothing in it", "bad.csv", "", /it is empty/],
    ["an encoding that is none", "enc.csv", "a,b\n1,2\n", /the encoding "klingon" is not known/],
  ])("%s", async (_, file, content, message) => {
    await expect(opened(file, content, file === "enc.csv" ? { encoding: "klingon" } : {})).rejects.toThrow(message);
  });
});

describe("random tables read back equal", () => {
  const name = fc.string({ unit: "binary", minLength: 1, maxLength: 12 }).map((text) => `n${text.replaceAll(/[\0\r\ufeff\ufffd\p{Cs}]/gu, "")}z`);
  const text = fc
    .oneof(fc.constantFrom("o'k", 'say "hi"', "a,b;c\td|e", "line\nend", "\\", "Köln", "NA", "{x}"), fc.string({ minLength: 1, maxLength: 8 }))
    .map((word) => `t${word.replaceAll(/[\0\r]/g, "")}t`);
  const number = fc
    .oneof(fc.integer({ min: -1e9, max: 1e9 }), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }))
    .map((value) => (Object.is(value, -0) ? 0 : value));
  const table = fc.record({
    names: fc.uniqueArray(name, { minLength: 2, maxLength: 5 }),
    rows: fc.array(fc.record({ number: fc.option(number, { freq: 5 }), text: fc.option(text, { freq: 5 }), other: number }), { minLength: 5, maxLength: 12 }),
  });
  const cells = ({
    names,
    rows,
  }: {
    readonly names: readonly string[];
    readonly rows: readonly { readonly number: number | null; readonly text: string | null; readonly other: number }[];
  }) => rows.map((row) => names.map((_, place) => (place === 0 ? row.other : place % 2 === 1 ? row.text : row.number)));
  const expected = (made: Parameters<typeof cells>[0]) =>
    Object.fromEntries(
      made.names.map((one, place) => [one, cells(made).map((row) => (row[place] === null || row[place] === undefined ? null : String(row[place])))]),
    );

  const quoted = (value: string | number | null): string =>
    value === null ? "" : typeof value === "number" ? String(value) : `"${value.replaceAll('"', '""')}"`;
  const delimited = (made: Parameters<typeof cells>[0], delimiter: string, end: string): string =>
    [made.names.map(quoted), ...cells(made).map((row) => row.map((value) => quoted(value ?? null)))].map((row) => row.join(delimiter) + end).join("");

  test.each([",", ";", "\t", "|"])("text with the delimiter %j, in three encodings and packed", async (delimiter) => {
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom("\n", "\r\n"), fc.constantFrom("utf8", "utf16", "gzip"), async (made, end, how) => {
        const written = delimited(made, delimiter, end);
        const bytes = how === "utf16" ? Buffer.from(`\ufeff${written}`, "utf16le") : how === "gzip" ? gzipSync(written) : Buffer.from(written);
        expect(values(await opened("random.csv", bytes, { delimiter }))).toEqual(expected(made));
      }),
      { seed: 20_261_127, numRuns: 40 },
    );
  });

  test.each(["lines", "records", "columns", "split", "table"])("JSON: %s", async (orient) => {
    await fc.assert(
      fc.asyncProperty(table, async (made) => {
        const objects = cells(made).map((row) => Object.fromEntries(made.names.map((one, place) => [one, row[place] ?? null])));
        const documents: Readonly<Record<string, string>> = {
          lines: objects.map((one) => `${JSON.stringify(one)}\n`).join(""),
          records: JSON.stringify(objects),
          columns: JSON.stringify(Object.fromEntries(made.names.map((one) => [one, Object.fromEntries(objects.map((row, place) => [place, row[one]]))]))),
          split: JSON.stringify({ columns: made.names, index: objects.map((_, place) => place), data: cells(made) }),
          table: JSON.stringify({ schema: { fields: [] }, data: objects }),
        };
        expect(values(await opened(orient === "lines" ? "random.jsonl" : "random.json", documents[orient] ?? ""))).toEqual(expected(made));
      }),
      { seed: 20_261_127, numRuns: 40 },
    );
  });
});
