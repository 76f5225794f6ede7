import { z } from "zod";
import type { DeclaredFile } from "../../analyzers/data/files/declared-file.ts";
import { FORMAT_NAMES, FORMATS_IN_WORDS } from "../../analyzers/data/files/file-formats.ts";
import { decimal, delimiter, encoding, inputFormat } from "../../analyzers/data/files/reading-config.ts";
import type { CommandOption } from "./command.ts";

/** Names with commas between. */
export const namesOption = z.string().transform((text) =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== ""),
);

/** Options that say how files are written. */
export const readingOptions = {
  "input-format": inputFormat.optional(),
  delimiter: delimiter.optional(),
  encoding: encoding.optional(),
  decimal: decimal.optional(),
  "no-header": z.boolean().default(false),
  "skip-bad-rows": z.boolean().default(false),
  missing: namesOption.optional(),
  categorical: namesOption.prefault(""),
  numeric: namesOption.prefault(""),
} as const;

const readingSchema = z.object(readingOptions);
type Asked = Readonly<z.output<typeof readingSchema>>;

/** Their help. */
export const READING_USAGE: readonly CommandOption[] = [
  { name: "input-format", value: "NAME", help: `what files are: ${FORMAT_NAMES.join(", ")} (default: recognised; ${FORMATS_IN_WORDS})` },
  { name: "delimiter", value: "SIGN", help: "between the values of a line: one character, or comma, semicolon, tab, pipe or space (default: recognised)" },
  { name: "encoding", value: "NAME", help: "of text: utf-8, latin1, windows-1252, utf-16le and the like (default: recognised)" },
  { name: "decimal", value: "SIGN", help: 'of numbers in text: "." or "," (default: by their values)' },
  { name: "no-header", help: "the first line is a row; columns are called f0, f1 and on" },
  { name: "skip-bad-rows", help: "leave out rows that cannot be read, and a total line at the end, and count them (default: exit code 2)" },
  {
    name: "missing",
    value: "a,b",
    help: "values that stand for none in every column (default: NA, N/A, NaN, null, None and nothing, in text among numbers, times and truth values)",
  },
  { name: "categorical", value: "a,b", help: "columns that are categories, whatever their values look like" },
  { name: "numeric", value: "a,b", help: "columns that are numbers, likewise" },
];

/** What the options say of files. */
export function declaredBy(asked: Asked, exclude: readonly string[] = []): DeclaredFile {
  return {
    format: asked["input-format"],
    delimiter: asked.delimiter,
    encoding: asked.encoding,
    decimal: asked.decimal,
    header: asked["no-header"] ? false : undefined,
    skipBadRows: asked["skip-bad-rows"],
    missing: asked.missing,
    categorical: asked.categorical,
    numeric: asked.numeric,
    exclude,
  };
}
