/** A format of data files. The one list that there is. */
export interface FileFormat {
  readonly name: FormatName;
  /** For people. */
  readonly words: string;
  readonly endings: readonly string[];
  /** ClickHouse's name of it. */
  readonly engine: string;
  /** Text is looked into, the others say of themselves what they hold. */
  readonly text: boolean;
  /** First bytes of such a file, where they tell. */
  readonly magic?: string;
}

export const FORMAT_NAMES = ["csv", "tsv", "jsonl", "json", "parquet", "arrow", "orc", "avro"] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

export const FILE_FORMATS: readonly FileFormat[] = [
  { name: "csv", words: "CSV", endings: ["csv", "txt", "dat", "psv"], engine: "CSV", text: true },
  { name: "tsv", words: "TSV", endings: ["tsv", "tab"], engine: "CSV", text: true },
  { name: "jsonl", words: "JSON lines", endings: ["jsonl", "ndjson"], engine: "JSONEachRow", text: true },
  { name: "json", words: "JSON", endings: ["json"], engine: "JSONEachRow", text: true },
  { name: "parquet", words: "Parquet", endings: ["parquet", "pq", "parq"], engine: "Parquet", text: false, magic: "PAR1" },
  { name: "arrow", words: "Arrow IPC", endings: ["arrow", "feather", "ipc", "arrows"], engine: "Arrow", text: false, magic: "ARROW1" },
  { name: "orc", words: "ORC", endings: ["orc"], engine: "ORC", text: false, magic: "ORC" },
  { name: "avro", words: "Avro", endings: ["avro"], engine: "Avro", text: false, magic: "Obj\u0001" },
];

/** Endings that only say how a file is packed. */
export const PACKED_ENDINGS: readonly string[] = ["gz", "zst", "bz2", "xz", "lz4", "zip"];

/** What the help and messages say is read. */
export const FORMATS_IN_WORDS = "CSV and its kin, JSON lines, JSON, Parquet, Arrow IPC, ORC and Avro; text also as .gz, .zst, .xz, .lz4 or .zip";

/** The format of a name by its ending; undefined where it says nothing. */
export function formatOfName(path: string): FileFormat | undefined {
  const parts = path.toLowerCase().split(/[\\/]/).at(-1)?.split(".") ?? [];
  const bare = PACKED_ENDINGS.includes(parts.at(-1) ?? "") ? parts.slice(0, -1) : parts;
  return FILE_FORMATS.find(({ endings }) => endings.includes(bare.at(-1) ?? ""));
}

export function formatNamed(name: FormatName): FileFormat {
  const found = FILE_FORMATS.find((format) => format.name === name);
  if (found === undefined) throw new RangeError(`there is no format ${name}`);
  return found;
}
