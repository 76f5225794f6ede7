/** Control characters, those that turn the direction of writing around, separators of lines, and marks that have no width. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A name or a value as it may stand in a message: characters that cannot be seen are written out, `\n`, `\u202e`. */
export function printable(text: string): string {
  return text.replace(UNSEEN, (character) => SHORT[character] ?? `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}
