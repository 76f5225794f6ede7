import type { Matrix } from "./matrix.ts";
import { wordsOf } from "./words-of.ts";

/** Places that words are hashed to; the domain classifier takes 400 columns as they are. */
const PLACES = 400;

/** Texts as vectors: each word adds, with a sign of its own, to one of 400 places; counts enter by 1 + ln count, and each text has length 1 (0 without words). [Weinberger et al. 2009, Feature hashing] */
export function hashedWords(texts: readonly string[]): Matrix {
  const values = new Float64Array(texts.length * PLACES);
  for (const [row, text] of texts.entries()) {
    const place = values.subarray(row * PLACES, (row + 1) * PLACES);
    for (const [word, count] of countsOf(wordsOf(text))) {
      const hash = hashOf(word);
      const at = (hash >>> 1) % PLACES;
      place[at] = (place[at] ?? 0) + (hash & 1 ? 1 : -1) * (1 + Math.log(count));
    }
    const length = Math.hypot(...place);
    if (length > 0) for (let at = 0; at < PLACES; at++) place[at] = (place[at] ?? 0) / length;
  }
  return { rows: texts.length, columns: PLACES, values };
}

function countsOf(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** FNV-1a, 32 bits, over UTF-16 units, mixed once more so that the low bits depend on all. [Fowler, Noll and Vo] */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
}
