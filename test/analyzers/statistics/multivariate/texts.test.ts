import { describe, expect, test } from "vitest";
import { compareTexts } from "../../../../analyzers/statistics/multivariate/compare-texts.ts";
import { dominantScript } from "../../../../analyzers/statistics/multivariate/dominant-script.ts";
import { hashedWords } from "../../../../analyzers/statistics/multivariate/hashed-words.ts";
import { textColumns, textDescriptors, vocabularyOf } from "../../../../analyzers/statistics/multivariate/text-descriptors.ts";
import { wordsOf } from "../../../../analyzers/statistics/multivariate/words-of.ts";
import { seededRandom } from "../../../../analyzers/statistics/random.ts";

test.each([
  ["It's 5 o'clock, Über-Mut!", ["it's", "5", "o'clock", "über", "mut"]],
  ["機械学習 model", ["機", "械", "学", "習", "model"]],
  ["…", []],
])("words of %s", (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test.each([
  ["hello, world", "Latin"],
  ["привет world, как дела", "Cyrillic"],
  ["שלום", "Hebrew"],
  ["機械が", "Han"],
  ["ᏣᎳᎩ", "other"],
  ["123 !", "none"],
  ["", "none"],
])("the script of most letters of %j is %s", (text, script) => {
  expect(dominantScript(text)).toBe(script);
});

describe("descriptors", () => {
  test("length in characters, words, share of words outside the vocabulary, share of neither letters nor spaces", () => {
    const { characters, words, outOfVocabulary, nonLetters } = textDescriptors(["one two!", "😀", ""], vocabularyOf(["Two three"]));
    expect([...characters]).toEqual([8, 1, 0]);
    expect([...words]).toEqual([2, 0, 0]);
    expect([...outOfVocabulary]).toEqual([0.5, Number.NaN, Number.NaN]);
    expect([...nonLetters]).toEqual([1 / 8, 1, Number.NaN]);
  });

  test("the half of the reference that made the vocabulary has no share of its own, so that both sides stand alike", () => {
    const texts = Array.from({ length: 40 }, (_, row) => `word${row} common`);
    const { reference, current } = textColumns(texts, ["common", "word99"]);
    expect(reference.outOfVocabulary.filter(Number.isNaN)).toHaveLength(20);
    expect([...reference.outOfVocabulary].filter((share) => !Number.isNaN(share))).toEqual(Array.from({ length: 20 }, () => 0.5));
    expect([...current.outOfVocabulary]).toEqual([0, 1]);
  });
});

test("hashed words: each text has length 1, one without words 0, and the order of words does not matter", () => {
  const { columns, values } = hashedWords(["a b c", "c a b", "..."]);
  const row = (index: number): number[] => [...values.subarray(index * columns, (index + 1) * columns)];
  expect(Math.hypot(...row(0))).toBeCloseTo(1, 12);
  expect(row(1)).toEqual(row(0).map((value) => expect.closeTo(value, 12)));
  expect(Math.hypot(...row(2))).toBe(0);
});

describe("texts of two topics", () => {
  const words = { sea: "ship wave tide sail harbour anchor", hill: "rock path summit goat meadow cliff" };
  const texts = (topic: keyof typeof words, seed: number): string[] => {
    const [uniform, all] = [seededRandom(seed), [...words[topic].split(" "), ..."the of and in to a".split(" ")]];
    return Array.from({ length: 80 }, () => Array.from({ length: 8 }, () => all[Math.floor(uniform() * all.length)]).join(" "));
  };

  test("are told apart", () => expect(compareTexts(texts("sea", 1), texts("hill", 2)).pValue).toBeLessThan(1e-6));
  test("of one topic are not", () => expect(compareTexts(texts("sea", 1), texts("sea", 2)).pValue).toBeGreaterThan(0.01));
  test("an empty side has no verdict and says why", () =>
    expect(compareTexts([], ["a"])).toMatchObject({ statistic: null, note: expect.stringContaining("rows") }));
});
