/** One word, literal or sign of a query; comments and blanks are left out. `depth` counts the brackets around it. */
export interface SqlToken {
  readonly kind: "word" | "text" | "name" | "sign";
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

const BLANK = /\s+|--[^\n]*|#[ !][^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const TEXT = /'(?:[^'\\]|\\[\s\S]|'')*'?|\$(\w*)\$[\s\S]*?\$\1\$/y;
const NAME = /"(?:[^"\\]|\\[\s\S]|"")*"?|`(?:[^`\\]|\\[\s\S]|``)*`?/y;
const WORD = /[\p{L}\p{N}_$]+/uy;

/** Reads ClickHouse's SQL word by word, lazily, so that data after `FORMAT` need not be read. */
export function* sqlTokens(sql: string): Generator<SqlToken> {
  let at = 0;
  let depth = 0;
  while (at < sql.length) {
    const blank = match(BLANK, sql, at);
    if (blank > at) {
      at = blank;
      continue;
    }
    const [kind, end] = measure(sql, at);
    const text = sql.slice(at, end);
    if (kind === "sign" && isClosing(text)) depth--;
    yield { kind, text, start: at, end, depth };
    if (kind === "sign" && isOpening(text)) depth++;
    at = end;
  }
}

/** Whether the token is this keyword (upper case), in any case and unquoted. */
export function isKeyword(token: SqlToken | undefined, keyword: string): boolean {
  return token?.kind === "word" && token.text.toUpperCase() === keyword;
}

/** A value as a string literal of ClickHouse's SQL. */
export function quoteText(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** An identifier in backquotes. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}

function measure(sql: string, at: number): [SqlToken["kind"], number] {
  const text = match(TEXT, sql, at);
  if (text > at) return ["text", text];
  const name = match(NAME, sql, at);
  if (name > at) return ["name", name];
  const word = match(WORD, sql, at);
  return word > at ? ["word", word] : ["sign", at + 1];
}

function match(pattern: RegExp, sql: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(sql) ? pattern.lastIndex : at;
}

const isOpening = (text: string): boolean => text === "(" || text === "[" || text === "{";
const isClosing = (text: string): boolean => text === ")" || text === "]" || text === "}";
