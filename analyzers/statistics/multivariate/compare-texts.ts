import { drawnRows } from "./sampled-pair.ts";
import { seededRandom } from "../random.ts";
import { compareVectors, type VectorComparison, type VectorOptions } from "./compare-vectors.ts";
import { hashedWords } from "./hashed-words.ts";

/** Most texts of a side that are read; of more, this many are drawn. */
const MOST_TEXTS = 4000;

/** Compares the words of texts: the domain classifier on hashed words. More than 4,000 texts a side are drawn by the seed, and `source` says of how many. */
export function compareTexts(reference: readonly string[], current: readonly string[], options: Omit<VectorOptions, "method"> = {}): VectorComparison {
  const random = seededRandom(options.seed ?? 0);
  const drawn = [reference, current].map((texts) => Array.from(drawnRows(texts.length, MOST_TEXTS, random), (row) => texts[row] ?? ""));
  const compared = compareVectors(hashedWords(drawn[0] ?? []), hashedWords(drawn[1] ?? []), { ...options, method: "domain-classifier" });
  const read = `on hashed words of texts drawn from ${reference.length} and ${current.length}`;
  return compared.statistic === null ? compared : { ...compared, source: `${compared.source}, ${read}` };
}
