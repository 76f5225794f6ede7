import { isAlias, isMap, isScalar, isSeq, visit, type Document, type Node } from "yaml";
import { z } from "zod";
import { messageOf } from "../errors.ts";

/** A mistake in a configuration: where, and in words what was given and what would be right. No value that may be a secret is repeated. */
export interface Mistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a section of keys",
  nonoptional: "a value",
};

/** Keys under which secrets are kept, and texts that may hold one wherever they stand. */
const SECRET_KEY = /password|secret|token|url/i;
const SECRET_TEXT = /@|:\/\/|^.{60}/;

/** Parses values by a schema. @returns the result, or every mistake. */
export function parseValues<T extends z.ZodType>(schema: T, values: unknown): { readonly data: z.output<T> } | { readonly mistakes: readonly Mistake[] } {
  const parsed = schema.safeParse(values, { error: expectation });
  return parsed.success ? { data: parsed.data } : { mistakes: parsed.error.issues.flatMap((issue) => mistakesOf(issue, values)) };
}

/** The same schema, which tells its mistakes in the words of this file wherever it is used. */
export function plainSpoken<T extends z.ZodType>(schema: T): z.ZodType<z.output<T>> {
  return z.unknown().transform((values, context) => {
    const parsed = parseValues(schema, values);
    if ("data" in parsed) return parsed.data;
    for (const { path, message } of parsed.mistakes) context.addIssue({ code: "custom", message, path: [...path] });
    return z.NEVER;
  });
}

/** What would be right; for unknown keys one line each. Undefined: zod's own words. */
function expectation(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type") return formatOf(issue.inst) ?? `expected ${TYPES[issue.expected] ?? issue.expected}`;
  if (issue.code === "invalid_value") return `expected ${alternatives(issue.values.map((value) => JSON.stringify(value)))}`;
  if (issue.code === "invalid_union") return unionExpectation(issue.errors);
  if (issue.code === "too_small" || issue.code === "too_big") return rangeExpectation(issue);
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, knownKeys(issue.inst))).join("\n");
  if (issue.code !== "invalid_format") return undefined;
  if (issue.format === "url") return "expected an address that begins with http:// or https://";
  return issue.format === "datetime" ? "expected a time such as 2026-01-31T12:00:00Z" : `expected text of the form ${issue.pattern}`;
}

/** What a format asks for in its own words, such as a duration's: a number where it belongs lacks more than quotes. */
function formatOf(schema: unknown): string | undefined {
  if (!(schema instanceof z.ZodString)) return undefined;
  const message = schema.safeParse("").error?.issues[0]?.message;
  return message?.startsWith("expected ") ? message : undefined;
}

function rangeExpectation(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig>): string {
  const [limit, word] =
    issue.code === "too_small" ? [issue.minimum, issue.inclusive ? "at least" : "more than"] : [issue.maximum, issue.inclusive ? "at most" : "less than"];
  if (issue.origin === "string") return "expected text that is not empty";
  return `expected ${word} ${limit}${issue.origin !== "array" ? "" : limit === 1 ? " entry" : " entries"}`;
}

/** All alternatives, each by what it says first. */
function unionExpectation(branches: readonly (readonly z.core.$ZodIssue[])[]): string {
  return `expected ${alternatives(branches.flatMap(([first]) => first?.message.replace(/^expected /, "") ?? []))}`;
}

function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function knownKeys(schema: unknown): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  return `there is no such key; ${near === undefined ? `there are: ${known.join(", ")}` : `did you mean "${near}"?`}`;
}

/** The likeliest of some words for one that is none of them: it may be cut short or have a third of its letters wrong. Undefined: none is likely. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const edits = (other: string) => (other.startsWith(lower) ? 1 : editsBetween(lower, other));
  const [best] = known.map((other) => ({ other, edits: edits(other.toLowerCase()) })).sort((a, b) => a.edits - b.edits);
  return best !== undefined && best.edits <= Math.max(2, word.length / 3) && best.edits < word.length ? best.other : undefined;
}

/** Levenshtein's distance. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries())
      next.push(Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    row = next;
  }
  return row.at(-1) ?? 0;
}

function mistakesOf(issue: z.core.$ZodIssue, values: unknown): readonly Mistake[] {
  const path = issue.path.filter((key) => typeof key !== "symbol");
  if (issue.code === "unrecognized_keys") {
    const messages = issue.message.split("\n");
    return issue.keys.map((key, index) => ({ path: [...path, key], message: messages[index] ?? issue.message }));
  }
  const deeper =
    issue.code === "invalid_union"
      ? issue.errors.find(([first]) => first !== undefined && (first.path.length > 0 || first.code === "unrecognized_keys"))
      : undefined;
  if (deeper) return deeper.flatMap((inner) => mistakesOf({ ...inner, path: [...path, ...inner.path] }, values));
  return [{ path, message: withGiven({ ...issue, path }, valueAt(values, path)) }];
}

/** "got 5, expected …"; only "expected …" where what was given may be a secret. */
function withGiven({ code, message, path }: z.core.$ZodIssue, value: unknown): string {
  if (!message.startsWith("expected ")) return message;
  if (value === undefined) return `is missing; ${message}`;
  if (value === null) return `is empty; ${message}`;
  if (typeof value === "object") return code === "custom" ? message : `got ${collectionText(value)}, ${message}`;
  const secret = path.some((key) => SECRET_KEY.test(String(key))) || (typeof value === "string" && SECRET_TEXT.test(value));
  return secret ? message : `got ${JSON.stringify(value)}, ${message}`;
}

function collectionText(value: object): string {
  if (!Array.isArray(value)) return "a section of keys";
  return value.length === 0 ? "an empty list" : "a list";
}

function valueAt(values: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[key] : undefined),
    values,
  );
}

/** Where the nearest part of a path that the document has begins, in characters; undefined when it has none of it. */
export function offsetOf(path: readonly (string | number)[], document: Document): number | undefined {
  let node: Node | null | undefined = document.contents;
  let offset: number | undefined;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key: name }) => isScalar(name) && String(name.value) === String(key));
      if (!pair) return offset;
      offset = (pair.key as Node).range?.[0];
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      node = node.items[Number(key)] as Node | undefined;
      if (!node) return offset;
      offset = node.range?.[0];
    } else return offset;
  }
  return offset;
}

/** `alerts.rules[0].name`. */
export function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`), "") || "the file";
}

/** What the parser did not understand, in its words up to where it repeats the text, which may be a secret. */
export function yamlMistakes(document: Document.Parsed): readonly { readonly offset: number; readonly message: string }[] {
  const found = [...document.errors, ...document.warnings].map((error) => ({ offset: error.pos[0], message: withoutText(error) }));
  visit(document, {
    Alias(_, alias) {
      if (!alias.resolve(document))
        found.push({ offset: alias.range?.[0] ?? 0, message: "there is no anchor of this name; put text that begins with * in quotes" });
    },
  });
  return found;
}

/** The parser's words up to where they repeat the text. */
export function withoutText(thrown: unknown): string {
  return (
    messageOf(thrown)
      .replace(/["']quote/, "quote")
      .split(/ at line|[:"`\\\n]/, 1)[0]
      ?.trim() ?? ""
  );
}
