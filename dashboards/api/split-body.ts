/** One item of a body as text, not yet parsed, and how an error names it. */
export interface BodyItem {
  readonly text: string;
  /** "line 3"; empty: the whole body, or what follows its items. */
  readonly place: string;
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * The items of a body one by one: one JSON object, an array of them, or one a line (`application/x-ndjson`, `application/jsonl`; empty lines are skipped). Nothing is parsed and nothing kept: whoever asks
 * for no more has paid for no more. What is not JSON shows when an item is parsed: its text is then not JSON either.
 */
export function splitBody(contentType: string, body: string): Generator<BodyItem> {
  if (/ndjson|jsonl|json-seq|jsonlines/.test(contentType)) return lines(body);
  return /^\s*\[/.test(body) ? elements(body) : whole(body);
}

function* whole(text: string): Generator<BodyItem> {
  yield { text, place: "" };
}

function* lines(body: string): Generator<BodyItem> {
  let line = 1;
  for (let from = 0; from < body.length; line += 1) {
    const end = body.indexOf("\n", from);
    const text = body.slice(from, end === -1 ? body.length : end);
    if (text.trim() !== "") yield { text, place: `line ${line}` };
    from = end === -1 ? body.length : end + 1;
  }
}

/** Elements end where a comma or the closing bracket stands outside of strings and brackets. What stands where the array should end is an item too, which is not JSON. */
function* elements(body: string): Generator<BodyItem> {
  let from = body.indexOf("[") + 1;
  for (let count = 0; ; count += 1) {
    const end = elementEnd(body, from);
    const text = body.slice(from, end);
    const last = body.charCodeAt(end) !== COMMA;
    if (!last || count > 0 || text.trim() !== "") yield { text, place: `item ${count}` };
    from = end + 1;
    if (last) break;
  }
  const rest = body.slice(from - 1);
  if (!/^\]\s*$/.test(rest)) yield { text: rest.slice(0, 100), place: "the end of the array" };
}

/** Where an element that begins at `from` ends: the place of its comma or of the array's bracket, or the body's end. */
function elementEnd(body: string, from: number): number {
  let depth = 0;
  for (let at = from; at < body.length; at++) {
    const code = body.charCodeAt(at);
    if (code === QUOTE) at = stringEnd(body, at);
    else if (OPENING.has(code)) depth += 1;
    else if (CLOSING.has(code) && --depth < 0) return at;
    else if (code === COMMA && depth === 0) return at;
  }
  return body.length;
}

function stringEnd(body: string, quote: number): number {
  let at = quote + 1;
  while (at < body.length && body.charCodeAt(at) !== QUOTE) at += body.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}
