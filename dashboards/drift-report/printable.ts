/** Control characters, halves of pairs, and those that are not seen or turn the direction of what follows (UAX 9). */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Cn}\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/** White space, but for the spaces that keep a number with its unit. */
const WHITE = /[^\S\u00a0\u202f]+/g;

/** Text from outside on one line, for a terminal, a log or a page: white space as one space, what cannot or must not be shown as "�", and something to see of a name that is empty. */
export function printable(text: string): string {
  const shown = text.replaceAll(WHITE, " ").replaceAll(UNPRINTABLE, "\ufffd");
  return shown.trim() === "" ? "(empty)" : shown;
}

/** The same, at most so many characters long (as people count them) with an ellipsis for the rest. */
export function shortened(text: string, most = 60): string {
  const characters = [...new Intl.Segmenter().segment(printable(text))].map(({ segment }) => segment);
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : characters.join("");
}
