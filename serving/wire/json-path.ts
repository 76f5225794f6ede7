import { TidemarkError } from "../../errors.ts";
import { isRecord } from "./json-text.ts";

/** A way to a value in JSON: "payload.items[*].features", "$.result[0]", "['odd name'].x". `[*]` is every element of a list. */
export type JsonPath = readonly (string | number)[];

const STEP = /\.?([^.[\]'"]+)|\[(\d+|\*)\]|\['([^']*)'\]|\["([^"]*)"\]/y;

/** @throws TidemarkError `config` where the text is no path */
export function parseJsonPath(text: string): JsonPath {
  const steps: (string | number)[] = [];
  STEP.lastIndex = text.startsWith("$") ? 1 : 0;
  while (STEP.lastIndex < text.length) {
    const at = STEP.lastIndex;
    const match = STEP.exec(text);
    if (match === null)
      throw new TidemarkError("config", `reading the path "${text}": not understood at "${text.slice(at)}"; expected steps as in payload.items[*].features`);
    const [, name, index, ...quoted] = match;
    steps.push(name ?? (index === undefined ? (quoted.find((one) => one !== undefined) ?? "") : index === "*" ? "*" : Number(index)));
  }
  return steps;
}

/** What lies at a path; undefined: nothing. */
export function valueAt(value: unknown, path: JsonPath): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (step === "*") return Array.isArray(value) ? value.map((element) => valueAt(element, rest)) : undefined;
  if (Array.isArray(value)) return typeof step === "number" ? valueAt(value[step], rest) : undefined;
  return isRecord(value) && Object.hasOwn(value, step) ? valueAt(value[String(step)], rest) : undefined;
}
