/** A value within a JSON text that is no list and no object; a string's ends are those of what stands between its quotes. */
export interface JsonSlot {
  readonly at: number;
  readonly end: number;
  readonly kind: "number" | "string" | "boolean";
}

/** Longest text that may be another one in the next request. */
const MAX_TEXT = 128;
const TOKENS = /"((?:[^"\\]|\\.)*)"(\s*:)?|-?\d[\d.eE+-]*|true|false/g;
const PLAIN = /^[ !#-[\]-~]*$/;

/** All values of a valid JSON text but keys, nulls and texts that are long or not plain ASCII. */
export function slotsOf(json: string): JsonSlot[] {
  const slots: JsonSlot[] = [];
  for (const { 0: token, 1: text, 2: colon, index } of json.matchAll(TOKENS)) {
    if (colon !== undefined) continue;
    if (text === undefined) slots.push({ at: index, end: index + token.length, kind: token === "true" || token === "false" ? "boolean" : "number" });
    else if (text.length <= MAX_TEXT && PLAIN.test(text)) slots.push({ at: index + 1, end: index + 1 + text.length, kind: "string" });
  }
  return slots;
}

/** Where a plain text that begins at `at` ends, at its quote; -1: it is not plain, or long. */
export function textEnd(json: string, at: number): number {
  for (let i = at; i - at <= MAX_TEXT; i++) {
    const unit = json.charCodeAt(i);
    if (unit === QUOTE) return i;
    if (!(unit >= SPACE && unit < DELETE) || unit === BACKSLASH) return -1;
  }
  return -1;
}

const [QUOTE, SPACE, BACKSLASH, DELETE, PLUS, MINUS, POINT, ZERO, NINE, SMALL_E, LARGE_E] = [34, 32, 92, 127, 43, 45, 46, 48, 57, 101, 69];
/** Doubles keep so many decimal digits of any number, so that text and number say the same. */
const MAX_DIGITS = 15;

/** Where a number that begins at `at` ends; -1: there is none, or a whole one of more digits than a double keeps. @param whole whether one with a fraction or an exponent is none, too */
export function numberEnd(json: string, at: number, whole: boolean): number {
  const first = json.charCodeAt(at) === MINUS ? at + 1 : at;
  const digits = digitsEnd(json, first);
  if (digits === first || (json.charCodeAt(first) === ZERO && digits > first + 1)) return -1;
  const end = whole ? digits : exponentEnd(json, fractionEnd(json, digits));
  return end === digits && digits - first > MAX_DIGITS ? -1 : end;
}

/** A number as JSON writes it; undefined: it is beyond what a double holds. */
export function plainNumber(text: string): string | undefined {
  const isLong = text.length > MAX_DIGITS || text.startsWith("-0") || /e/i.test(text);
  if (!isLong) return text;
  const value = Number(text);
  return Number.isFinite(value) ? String(value) : undefined;
}

function fractionEnd(json: string, at: number): number {
  if (json.charCodeAt(at) !== POINT) return at;
  const end = digitsEnd(json, at + 1);
  return end === at + 1 ? -1 : end;
}

function exponentEnd(json: string, at: number): number {
  const unit = json.charCodeAt(at);
  if (at === -1 || (unit !== SMALL_E && unit !== LARGE_E)) return at;
  const sign = json.charCodeAt(at + 1);
  const digits = sign === PLUS || sign === MINUS ? at + 2 : at + 1;
  const end = digitsEnd(json, digits);
  return end === digits ? -1 : end;
}

function digitsEnd(json: string, at: number): number {
  let end = at;
  for (;;) {
    const unit = json.charCodeAt(end);
    if (!(unit >= ZERO && unit <= NINE)) return end;
    end += 1;
  }
}
