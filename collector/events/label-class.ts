import type { ModelSchema } from "./model-schema.ts";

const TRUE = ["true", "t", "yes", "y", "on", "1"];
const FALSE = ["false", "f", "no", "n", "off", "0"];
/** Words for truth, in lower case; `1` and `0` are among them. */
export const TRUTH_WORDS: readonly string[] = [...TRUE, ...FALSE];

/** A class as it is compared: without blanks around it, numbers in shortest form, truth words in lower case. `1.0`, `" 1 "` and `1` are one class. */
export function normalClass(text: string): string {
  const bare = text.trim();
  if (bare !== "" && Number.isFinite(Number(bare))) return String(Number(bare));
  return TRUTH_WORDS.includes(bare.toLowerCase()) ? bare.toLowerCase() : bare;
}

/** The spellings of a class, as `normalClass` gives them: all words of one truth value mean the class that one of them names. */
function spellings(name: string): readonly string[] {
  const normal = normalClass(name);
  return [TRUE, FALSE].find((words) => words.includes(normal)) ?? [normal];
}

/** Which labels mean which class of a model. */
export interface KnownClasses {
  /** Spellings of the positive class (binary; else empty). */
  readonly positives: readonly string[];
  /** Spellings of all other classes; null where any other text may be one. */
  readonly others: readonly string[] | null;
}

/** What is known of a model's classes: those that are declared; without, of a positive class that is a truth word its opposite; else nothing. */
export function knownClasses({ task, positive, classes }: Pick<ModelSchema, "task" | "positive" | "classes">): KnownClasses {
  const positives = task === "binary" ? spellings(positive) : [];
  if (classes !== undefined) return { positives, others: classes.flatMap(spellings).filter((name) => !positives.includes(name)) };
  if (positives.length < 2) return { positives, others: null };
  return { positives, others: positives === TRUE || positives.includes("1") ? FALSE : TRUE };
}

/** Whether a label is one of a model's classes, or a number where the model predicts numbers; null: it cannot be told. */
export function isKnownLabel(schema: Pick<ModelSchema, "task" | "positive" | "classes">, label: string): boolean | null {
  if (schema.task === "regression") return label.trim() !== "" && Number.isFinite(Number(label));
  const { positives, others } = knownClasses(schema);
  return others === null ? null : positives.includes(normalClass(label)) || others.includes(normalClass(label));
}
