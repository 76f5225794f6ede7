import { join } from "node:path";
import { literal } from "../files/quoted.ts";
import { JsonRows, putCells } from "../files/json-rows.ts";
import { plainObjects } from "./plain-records.ts";
import { rewriteText } from "./rewrite-text.ts";
import { type LoadedText, loadInto, type Loading, unreadable } from "./text-table.ts";

const AS_TEXT =
  "input_format_json_read_numbers_as_strings = 1, input_format_json_read_bools_as_strings = 1, input_format_json_read_arrays_as_strings = 1, input_format_json_read_objects_as_strings = 1, input_format_skip_unknown_fields = 0";
/** Keys that only later rows have are columns too, so all rows are looked at. */
const WHOLLY = "input_format_max_rows_to_read_for_schema_inference = 1000000000, input_format_max_bytes_to_read_for_schema_inference = 1000000000000";

/** Loads an object a line, or an array of objects. @throws TidemarkError `input` for lines that cannot be read, unless they are to be left out. */
export async function loadJson(loading: Loading, kind: "lines" | "array"): Promise<LoadedText> {
  const loaded = await loadItself(loading).catch((thrown: unknown) => {
    if (kind === "array") throw unreadable(loading.path, "JSON", thrown);
    return null;
  });
  return { words: [], headerNotes: [], ...(loaded ?? (await loadCopy(loading))) };
}

type Loaded = Pick<LoadedText, "rows" | "header" | "notes">;

/** By the database's own reading, where nothing in it could be read otherwise: as many braces as rows, no token that JSON does not have, no text that a number or a list could be. */
async function loadItself(loading: Loading): Promise<Loaded | null> {
  const { store, path, table } = loading;
  const objects = await plainObjects(path);
  if (objects === null) return null;
  const described = await store.query<{ name: string }>(
    `DESCRIBE TABLE file({path: String}, 'JSONEachRow') SETTINGS ${AS_TEXT}, ${WHOLLY}, describe_compact_output = 1`,
    { path },
  );
  const header = described.map(({ name }) => name);
  if (header.length === 0 || (await loadInto(loading, { path, format: "JSONEachRow", settings: AS_TEXT, names: header })) !== objects) return null;
  const mixed = header.map(
    (_, place) => `(countIf(match(v${place}, ${literal(String.raw`^(?:[-0-9.eE+]+|\[[\s\S]*)$`)})) AS n${place}) > 0 AND n${place} < count(v${place})`,
  );
  const [row] = await store.query<{ mixed: number }>(`SELECT ${mixed.map((sql) => `(${sql})`).join(" OR ")} AS mixed FROM ${table}`);
  return row?.mixed === 1 ? null : { rows: objects, header, notes: [] };
}

/** By our reading, line by line, written plainly for the database. */
async function loadCopy(loading: Loading): Promise<Loaded> {
  const { path, declared, folder } = loading;
  const copy = join(folder, "copy.jsonl");
  const header = new Set<string>();
  let lines: string[] = [];
  const rows = new JsonRows(declared.skipBadRows === true, (row) => {
    const cells: Record<string, string | null> = {};
    putCells(row, undefined, (name, value) => {
      header.add(name);
      cells[name] = value === null ? null : String(value);
    });
    lines.push(`${JSON.stringify(cells)}\n`);
  });
  let read = 0;
  const take = (): string => {
    const taken = lines.join("");
    read += lines.length;
    lines = [];
    return taken;
  };
  let notes: readonly string[] = [];
  const end = (): string => {
    notes = rows.end(path);
    return "";
  };
  await rewriteText(path, copy, { read: (text, at, isLast) => at + rows.read(text.slice(at), isLast), take }, 0, false, end);
  if (read === 0) return { rows: 0, header: [], notes };
  await loadInto(loading, { path: copy, format: "JSONEachRow", settings: "input_format_skip_unknown_fields = 0", names: [...header] }).catch(
    (cause: unknown) => {
      throw unreadable(path, "JSON lines", cause);
    },
  );
  return { rows: read, header: [...header], notes };
}
