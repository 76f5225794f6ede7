import { messageOf, TidemarkError } from "../../errors.ts";

/** A JSON body; a byte order mark before it is passed over. Bare NaN, Infinity and -Infinity, which some servers write, are these numbers; a whole number that a double would round is a bigint.
 * @throws TidemarkError `input` for anything else that is not JSON. */
export function parseJson(body: Buffer, what: string): unknown {
  const text = jsonText(body);
  try {
    return parseExactly(text);
  } catch (error) {
    const lenient = parseLenient(text);
    if (lenient !== undefined) return lenient;
    throw new TidemarkError("input", `reading ${what}: it is not JSON (${messageOf(error)})`, { cause: error });
  }
}

/** UTF-8, or UTF-16 where a mark says so (RFC 8259 lets a parser ignore the mark). */
function jsonText(body: Buffer): string {
  if (body[0] === 0xff && body[1] === 0xfe) return body.toString("utf16le", 2);
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.toString("utf8", 3) : body.toString("utf8");
}

/** A whole number of sixteen digits or more; a decimal's digits are none. */
const LONG_INTEGER = /(?:^|[^\d.])\d{16,}(?![\d.eE])/;

function parseExactly(text: string): unknown {
  return LONG_INTEGER.test(text) ? JSON.parse(text, exactInteger) : JSON.parse(text);
}

function exactInteger(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== "number" || Number.isSafeInteger(value) || source === undefined || !/^-?\d+$/.test(source)) return value;
  const exact = BigInt(source);
  return Number.isFinite(value) && BigInt(value) === exact ? value : exact;
}

/** What no text has: stands for a token until it is parsed. */
const MARK = "\u0000number:";

function parseLenient(text: string): unknown {
  if (!/NaN|Infinity/.test(text)) return undefined;
  const marked = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) => (token.startsWith('"') ? token : JSON.stringify(MARK + token)));
  try {
    return JSON.parse(marked, (_key, value: unknown) => (typeof value === "string" && value.startsWith(MARK) ? Number(value.slice(MARK.length)) : value));
  } catch {
    return undefined;
  }
}

/** Whether a parsed value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
