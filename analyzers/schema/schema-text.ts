import { Document, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type YAMLMap } from "yaml";
import { TidemarkError } from "../../errors.ts";
import { type DataSchema, dataSchema } from "./data-schema.ts";

/** A schema as YAML for people: what is a default is left out, and comments say what the keys mean. */
export function schemaText({ version, learnedFrom, falseAlarmRate, closed, leastRows, columns }: DataSchema): string {
  const document = new Document({ version, ...(learnedFrom ? { learnedFrom } : {}), falseAlarmRate, closed, leastRows, columns: columns.map(spare) });
  document.commentBefore = COMMENT;
  const list = document.get("columns");
  if (isSeq(list)) for (const item of list.items) if (isMap(item)) inOneLine(item);
  return document.toString({ lineWidth: 0 });
}

const COMMENT = ` What holds of the data. Edit it as you know better; "tidemark check --data FILE --schema THIS" names what breaks it.
   falseAlarmRate: chance that data like those learned from are called an anomaly at all
   closed: a column that is not listed is an anomaly
   present: least share of rows with a value; without it the column may be away
   infinite: share of rows whose number may be infinite; without it none may
   tolerance: share of rows that may break whole, min, max, values or length, as far as the rows learned from cannot exclude; take it away and none may`;

const KEYS = ["name", "type", "present", "unique", "whole", "min", "max", "infinite", "values", "length", "tolerance"] as const;
const DEFAULTS: Readonly<Record<string, unknown>> = { present: 0, whole: false, unique: false, infinite: 0, tolerance: 0 };

function spare(column: DataSchema["columns"][number]): Record<string, unknown> {
  return Object.fromEntries(KEYS.map((key) => [key, column[key]] as const).filter(([key, value]) => value !== undefined && value !== DEFAULTS[key]));
}

/** Lists and bounds stand on the line of their key. */
function inOneLine(column: YAMLMap): void {
  for (const { value } of column.items) if (isSeq(value) || isMap(value)) value.flow = true;
}

/** Reads a schema. @param file for messages. @throws TidemarkError `input` naming file, line, key and what would be right of each mistake. */
export function parseSchema(text: string, file: string): DataSchema {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: "1.2" });
  const place = (offset: number | undefined): string => (offset === undefined ? file : `${file}:${lines.linePos(offset).line}`);
  const [broken] = document.errors;
  if (broken) throw new TidemarkError("input", `${place(broken.pos[0])}: YAML: ${broken.message.split(" at line")[0]}`);
  const parsed = dataSchema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message, ...issue }) => {
    const keys = [...path, ...("keys" in issue && Array.isArray(issue.keys) ? [String(issue.keys[0])] : [])].filter((key) => typeof key !== "symbol");
    return `${place(offsetOf(document.contents, keys))}: ${keys.join(".") || "the file"}: ${message}`;
  });
  throw new TidemarkError("input", mistakes.join("\n"));
}

/** Where the deepest part of a path that the document has begins. */
function offsetOf(root: Node | null, path: readonly (string | number)[]): number | undefined {
  let [node, offset]: [unknown, number | undefined] = [root, undefined];
  for (const key of path) {
    const pair = isMap(node) ? node.items.find(({ key: name }) => isScalar(name) && String(name.value) === String(key)) : undefined;
    const next: unknown = isSeq(node) ? node.items[Number(key)] : pair?.value;
    offset = (pair ? (pair.key as Node) : (next as Node | undefined))?.range?.[0] ?? offset;
    node = next;
  }
  return offset;
}
