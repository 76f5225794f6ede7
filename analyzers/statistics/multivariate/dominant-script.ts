const SCRIPTS =
  "Latin Cyrillic Greek Arabic Hebrew Devanagari Bengali Gurmukhi Gujarati Tamil Telugu Kannada Malayalam Sinhala Thai Lao Khmer Myanmar Georgian Armenian Ethiopic Hangul Hiragana Katakana Han".split(
    " ",
  );
const TESTS = SCRIPTS.map((script) => [script, new RegExp(`\\p{Script=${script}}`, "gu")] as const);
/** Letters of none of the scripts above. */
const OTHER = "other";

/** The script of most letters of a text, by its Unicode name; `other` for one not listed here, `none` without letters. Of equally frequent ones the first of the list. */
export function dominantScript(text: string): string {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return "none";
  let [found, most, seen] = [OTHER, 0, 0];
  for (const [script, letter] of TESTS) {
    const count = text.match(letter)?.length ?? 0;
    seen += count;
    if (count > most) [found, most] = [script, count];
    if (seen >= letters) break;
  }
  return letters - seen > most ? OTHER : found;
}
