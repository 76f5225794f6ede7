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

/** What is declared of a model's labels and of what they may be. */
export type LabelSchema = Pick<ModelSchema, "task" | "positive" | "classes" | "labels">;

/** Which labels mean which class of a model: `map` says it of words that are no classes, `positiveFrom` of ratings. */
export interface KnownLabels extends KnownClasses {
  /** Numbers from here on mean the positive class, lower ones its opposite; null: numbers are classes like words. */
  readonly positiveFrom: number | null;
}

export function knownLabels(schema: LabelSchema): KnownLabels {
  const known = knownClasses(schema);
  const { map = {}, positiveFrom = null } = schema.labels ?? {};
  const mapped = (positive: boolean): readonly string[] =>
    Object.entries(map).flatMap(([from, to]) => (known.positives.includes(normalClass(to)) === positive ? [normalClass(from)] : []));
  const [positives, others] = [mapped(true), mapped(false)];
  if (positiveFrom !== null) return { positives, others, positiveFrom };
  // What is mapped means what it is mapped to, a word for truth too.
  const rest = (names: readonly string[]): readonly string[] => names.filter((name) => !positives.includes(name) && !others.includes(name));
  return { positives: [...rest(known.positives), ...positives], others: known.others === null ? null : [...rest(known.others), ...others], positiveFrom };
}

/** Whether something is declared by which a label can be told to be none. */
export function declaresLabels({ task, classes, labels }: LabelSchema): boolean {
  return task === "regression" || classes !== undefined || labels?.map !== undefined || labels?.positiveFrom !== undefined;
}

/** What a label of the model should be, in words. */
export function expectedLabel({ task, positive, classes, labels }: LabelSchema): string {
  if (task === "regression") return "a number";
  const words = labels?.map === undefined ? "" : `, or ${Object.keys(labels.map).join(", ")}`;
  if (labels?.positiveFrom !== undefined) return `a number${words}`;
  return (classes === undefined ? `${positive} or its opposite` : `one of the classes ${classes.join(", ")}`) + words;
}

/** Whether a label is one of a model's classes, or a number where the model predicts numbers or ratings are told; null: it cannot be told. */
export function isKnownLabel(schema: LabelSchema, label: string): boolean | null {
  const isNumber = label.trim() !== "" && Number.isFinite(Number(label));
  if (schema.task === "regression") return isNumber;
  const { positives, others, positiveFrom } = knownLabels(schema);
  if (others === null) return null;
  return (positiveFrom !== null && isNumber) || positives.includes(normalClass(label)) || others.includes(normalClass(label));
}
