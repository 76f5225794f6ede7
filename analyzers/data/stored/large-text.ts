import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { visibleLine } from "../../../visible-text.ts";
import { type DataColumn, type DataSet, type DataTable, NO_LOOKS } from "../data-set.ts";
import { nameColumns } from "../files/column-names.ts";
import type { DeclaredFile } from "../files/declared-file.ts";
import { literal } from "../files/quoted.ts";
import { MISSING_WORDS } from "../natures/missing-words.ts";
import { declaredNature } from "../natures/declared-nature.ts";
import { fileComma } from "../natures/file-comma.ts";
import { readingNotes } from "../natures/reading-notes.ts";
import { countMissingWords } from "./count-missing-words.ts";
import { loadDelimited } from "./load-delimited.ts";
import { loadJson } from "./load-json.ts";
import { lookIntoTexts } from "./look-into-texts.ts";

/** Parts are numbered by when their first block came (`all_1_3_1`); the database does not list them in that order. */
const FILE_ORDER = "toUInt64OrZero(splitByChar('_', _part)[2]), _part_offset";
let tables = 0;

/**
 * Opens text that is too large to be held: the database reads it once, as text, into a table of its own; itself where it reads it as we do without a doubt, else a copy that we wrote plainly for it.
 * @param path plain UTF-8. @param called what it is, in words. @param written how it was written before that, in words.
 */
export async function openLargeText(
  name: string,
  path: string,
  kind: "delimited" | "lines" | "array",
  called: string,
  declared: DeclaredFile,
  written: readonly string[],
  open: () => Promise<Store>,
): Promise<DataSet> {
  const store = await open();
  const table = `file_${process.pid}_${Date.now()}_${(tables += 1)}_text`;
  const drop = (): Promise<void> => store.command(`DROP TABLE IF EXISTS ${table}`);
  const folder = await mkdtemp(join(tmpdir(), "tidemark-load-"));
  try {
    const loading = { store, path, table, declared, folder };
    const loaded = kind === "delimited" ? await loadDelimited(loading) : await loadJson(loading, kind);
    if (loaded.rows === 0)
      return { name, rows: 0, columns: new Map(), notes: [], tableOf: () => Promise.reject(new RangeError("nothing was loaded")), close: drop };
    const place: DataTable = { store, table, parameters: {}, rowNumber: "_part_starting_offset + _part_offset", order: FILE_ORDER };
    const isEmpty = await emptyAmong(place, loaded.header);
    const { names, notes } = nameColumns(loaded.header, isEmpty);
    const words = kind === "delimited";
    const drafts = new Map(names.flatMap((shown, number) => (shown === null ? [] : [[shown, textColumn(`v${number}`, words)] as const])));
    const looked = fileComma(await lookIntoTexts(place, drafts, words, declared.decimal ?? null), declared.decimal ?? null);
    const columns = new Map([...looked].map(([column, found]) => [column, declaredNature(column, found, declared, [])]));
    const missing = words ? await countMissingWords(place, columns) : new Map<string, ReadonlyMap<string, number>>();
    return {
      name,
      rows: loaded.rows,
      columns,
      notes: [
        ...readingNotes(name, called, [...loaded.words, ...written], missing, columns),
        ...[...loaded.headerNotes, ...notes, ...loaded.notes].map((note) => `${visibleLine(name)}: ${note}`),
      ],
      tableOf: () => Promise.resolve(place),
      close: drop,
    };
  } catch (thrown) {
    await drop();
    throw thrown;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether a column without a name has no value. */
async function emptyAmong({ store, table }: DataTable, header: readonly string[]): Promise<(place: number) => boolean> {
  const nameless = header.flatMap((name, place) => (name === "" ? [place] : []));
  if (nameless.length === 0) return () => false;
  const [row] = await store.query<{ there: readonly number[] }>(`SELECT [${nameless.map((place) => `count(v${place})`).join(", ")}] AS there FROM ${table}`);
  return (place) => row?.there[nameless.indexOf(place)] === 0;
}

function textColumn(sql: string, words: boolean): DataColumn {
  const missingSql = words ? `${sql} IN (${[...MISSING_WORDS].map(literal).join(", ")})` : null;
  return {
    nature: "string",
    type: "text",
    texts: true,
    narrow: false,
    readings: [],
    sql,
    parameters: {},
    missingSql,
    looks: NO_LOOKS,
    fault: null,
    held: null,
  };
}
