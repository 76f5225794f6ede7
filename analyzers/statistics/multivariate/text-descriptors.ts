import { seededRandom } from "../random.ts";
import { dominantScript } from "./dominant-script.ts";
import { drawnRows } from "./sampled-pair.ts";
import { wordsOf } from "./words-of.ts";

/** One value a text; compare each as a column of its own by the univariate methods. */
export interface TextDescriptors {
  /** Length in characters (code points). */
  readonly characters: Float64Array;
  readonly words: Float64Array;
  /** Share of the words that are not in the vocabulary; NaN (missing) for a text without words. */
  readonly outOfVocabulary: Float64Array;
  /** Share of the characters that are neither letters, marks nor spaces; NaN for an empty text. */
  readonly nonLetters: Float64Array;
  /** The script of most letters, such as `Latin`; `none` without letters. */
  readonly script: readonly string[];
}

/** The words of texts. */
export function vocabularyOf(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.flatMap(wordsOf));
}

/** Describes texts. Texts that the vocabulary was made of have no word outside it: see `textColumns` for a fair comparison. */
export function textDescriptors(texts: readonly string[], vocabulary: ReadonlySet<string>): TextDescriptors {
  const words = texts.map(wordsOf);
  return {
    characters: Float64Array.from(texts, lengthOf),
    words: Float64Array.from(words, ({ length }) => length),
    outOfVocabulary: Float64Array.from(words, (own) => own.filter((word) => !vocabulary.has(word)).length / own.length),
    nonLetters: Float64Array.from(texts, (text) => lengthOf(text.replaceAll(/[\p{L}\p{M}\s]/gu, "")) / lengthOf(text)),
    script: texts.map(dominantScript),
  };
}

/**
 * The descriptors of both sides. The vocabulary is that of one half of the reference, drawn by the seed; in that half `outOfVocabulary` is NaN, since it would be 0 by the making, so that the other half and the
 * current texts are compared on equal terms. Do not count these NaN as missing values of the data.
 */
export function textColumns(
  reference: readonly string[],
  current: readonly string[],
  seed = 0,
): { readonly reference: TextDescriptors; readonly current: TextDescriptors } {
  const half = drawnRows(reference.length, reference.length >> 1, seededRandom(seed));
  const vocabulary = vocabularyOf(Array.from(half, (row) => reference[row] ?? ""));
  const described = textDescriptors(reference, vocabulary);
  const outOfVocabulary = Float64Array.from(described.outOfVocabulary);
  for (const row of half) outOfVocabulary[row] = Number.NaN;
  return { reference: { ...described, outOfVocabulary }, current: textDescriptors(current, vocabulary) };
}

function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}
