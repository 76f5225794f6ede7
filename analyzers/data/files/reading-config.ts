import { z } from "zod";
import type { DeclaredFile } from "./declared-file.ts";
import { FORMAT_NAMES } from "./file-formats.ts";

const DELIMITERS: Readonly<Record<string, string>> = { comma: ",", semicolon: ";", tab: "\t", "\\t": "\t", pipe: "|", space: " " };

/** What may be said of how a file is written, by command and configuration alike. */
export const inputFormat = z.enum(FORMAT_NAMES, `expected one of ${FORMAT_NAMES.join(", ")}`);
export const delimiter = z
  .string()
  .transform((text) => DELIMITERS[text] ?? text)
  .refine((text) => text.length === 1 && text !== '"' && text !== "\n", "expected one character, or comma, semicolon, tab, pipe or space");
export const encoding = z.string().min(1).refine(isEncoding, "expected the name of an encoding, such as utf-8, latin1, windows-1252 or utf-16le");
export const decimal = z.enum([".", ","], 'expected "." or ","');

/** Words as YAML writes them: `NA`, `-999`. */
const word = z.union([z.string(), z.number()]).transform(String);

/** The keys of a configuration that say how a file is written: the names of the command-line options. */
export const readingKeys = {
  inputFormat: inputFormat.optional(),
  delimiter: delimiter.optional(),
  encoding: encoding.optional(),
  decimal: decimal.optional(),
  /** True: the first line is a row; columns are called f0, f1 and on. */
  noHeader: z.boolean().optional(),
  /** Values that stand for none in every column. */
  missing: z.array(word).optional(),
  /** Leaves out rows that cannot be read, and counts them. */
  skipBadRows: z.boolean().optional(),
} as const;

/** What these keys said. */
export type ReadingValues = { readonly [Key in keyof typeof readingKeys]?: z.output<(typeof readingKeys)[Key]> };

/** As the reader takes it. */
export function declaredByKeys({ inputFormat: format, noHeader, ...rest }: ReadingValues): DeclaredFile {
  const { delimiter: sign, encoding: coded, decimal: point, missing, skipBadRows } = rest;
  return { format, delimiter: sign, encoding: coded, decimal: point, header: noHeader === true ? false : undefined, missing, skipBadRows };
}

function isEncoding(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== "";
  } catch {
    return false;
  }
}
