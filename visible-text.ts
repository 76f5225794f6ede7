/**
 * What changes a text without being seen, or acts on what shows it: controls (C0, C1), line and paragraph separators, marks that turn the direction of writing, characters of no width, the soft hyphen, tags, and what was meant for private use.
 * Unicode's General_Category Cc, Cf, Zl, Zp, Co and lone surrogates (Cs).
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

/** A text from data as one line that shows all it holds: line ends and tabs become spaces, everything else unseen its escape (`\u202e`). For mails, messages and terminals, where a name must not forge a line, a colour or a direction. */
export function visibleLine(text: string): string {
  return text.replaceAll(/[\r\n\t]+/g, " ").replaceAll(UNSEEN, escaped);
}

/** The same for a text of several lines of our own. */
export function visibleText(text: string): string {
  return text.split("\n").map(visibleLine).join("\n");
}

/** JSON in which nothing unseen stands as it is: the same value, for a terminal too. @param json as `JSON.stringify` gives it, on one line */
export function visibleJson(json: string): string {
  return json.replaceAll(UNSEEN, (character) => Array.from({ length: character.length }, (_, i) => unit(character.charCodeAt(i))).join(""));
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : unit(code);
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`;
}
