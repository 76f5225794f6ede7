import { messageOf, TidemarkError } from "../../errors.ts";

/** A JSON body. Bare NaN, Infinity and -Infinity, which some servers write, are read as null, a value sent as missing.
 * @throws TidemarkError `input` for anything else that is not JSON. */
export function parseJson(body: Buffer, what: string): unknown {
  const text = body.toString("utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    const lenient = parseLenient(text);
    if (lenient !== undefined) return lenient;
    throw new TidemarkError("input", `reading ${what}: it is not JSON (${messageOf(error)})`, { cause: error });
  }
}

function parseLenient(text: string): unknown {
  if (!/NaN|Infinity/.test(text)) return undefined;
  try {
    return JSON.parse(text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) => (token.startsWith('"') ? token : "null")));
  } catch {
    return undefined;
  }
}

/** Whether a parsed value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
