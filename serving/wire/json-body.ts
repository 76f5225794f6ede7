import { isRecord } from "./json-text.ts";
import type { Content } from "./protocol.ts";
import { rowsToContent } from "./json-rows.ts";

/** Keys under which servers take rows, and those under which a bare list of numbers is one row. */
const ROW_KEYS = [
  "instances",
  "inputs",
  "rows",
  "records",
  "dataframe_records",
  "dataframe_split",
  "features",
  "input",
  "input_data",
  "data",
  "array",
  "examples",
  "samples",
];
const ONE_ROW_KEYS = new Set(["input", "input_data", "features", "array", "data"]);
/** Keys under which servers answer, the plainest first. */
const ANSWER_KEYS = ["predictions", "prediction", "outputs", "output", "results", "result", "data"];
/** What an answer says beside its predictions. */
const BESIDE =
  /^(id|request_?id|correlation_?id|trace_?id|model|model_?name|model_?version|version|count|status|success|ok|error|message|warnings?|metadata|meta|time|timestamp|created|latency(_?ms)?|took(_?ms)?|duration(_?ms)?|elapsed(_?ms)?|inference_?time(_?ms)?|processing_?time(_?ms)?)$/i;

/** Rows of a request as plain JSON: bare, or under a key such as "instances" or "features". @throws TidemarkError `input` when they are of several kinds */
export function readJsonRows(body: unknown): Content {
  const key = isRecord(body) ? rowsKey(body) : undefined;
  if (!isRecord(body) || key === undefined) return rowsToContent(body, { name: "f0", listIsRow: true });
  return rowsToContent(inner(body[key]), { name: "f0", listIsRow: ONE_ROW_KEYS.has(key) });
}

/** A table under a key of its own within ({"data": {"rows": […]}}); pandas' split form is one. */
function inner(value: unknown): unknown {
  const key = isRecord(value) ? ROW_KEYS.find((name) => isTable(value[name])) : undefined;
  if (!isRecord(value) || key === undefined || Object.keys(value).some((name) => name !== key && name !== "index")) return value;
  return value[key];
}

/** The key that holds rows: a known one, else the only one with a list of lists or of objects. */
function rowsKey(body: Readonly<Record<string, unknown>>): string | undefined {
  const known = ROW_KEYS.find((key) => typeof body[key] === "object" && body[key] !== null);
  if (known !== undefined) return known;
  const tables = Object.keys(body).filter((key) => isTable(body[key]));
  return tables.length === 1 ? tables[0] : undefined;
}

/** What a request's only parameter holds, where that is an object or a list. */
export function onlyParameter(body: unknown): unknown {
  if (!isRecord(body)) return body;
  const [value, ...others] = Object.values(body);
  return others.length === 0 && typeof value === "object" && value !== null ? value : body;
}

function isTable(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((row) => typeof row === "object" && row !== null);
}

/**
 * Predictions of an answer as plain JSON: bare, or under a key such as "predictions"; every list with a value for each row that was asked for is a column, and where one row was asked for an object is its columns.
 * What an answer says of itself (model, id, times) is none of them.
 * @param rows asked for; undefined: not known
 */
export function readJsonAnswer(body: unknown, rows: number | undefined): Content {
  if (!isRecord(body)) return rowsToContent(body, { name: "prediction" });
  const names = Object.keys(body).filter((name) => !BESIDE.test(name));
  const key = ANSWER_KEYS.find((name) => typeof body[name] === "object" && body[name] !== null);
  const inner = key === undefined ? undefined : body[key];
  const lists = names.filter((name) => Array.isArray(body[name]) && body[name].length === (rows ?? body[name].length));
  if (Array.isArray(inner) && lists.length > 1 && !inner.every(isRecord)) return columnsOf(body, ordered(lists));
  if (key !== undefined) return rowsToContent(inner, { name: "prediction" });
  if (rows !== 1 && lists.length === 1 && names.length === 1) return rowsToContent(body[lists[0] ?? ""], { name: "prediction" });
  if (rows !== 1 && lists.length > 0) return columnsOf(body, lists);
  return rowsToContent(Object.fromEntries(names.map((name) => [name, body[name]])), { name: "prediction" });
}

function columnsOf(body: Readonly<Record<string, unknown>>, names: readonly string[]): Content {
  const columns = names.map((name) => ({ name, values: body[name] as readonly (number | string)[] }));
  return { rows: columns[0]?.values.length ?? 0, columns };
}

/** The plainest first. */
function ordered(names: readonly string[]): string[] {
  const place = (name: string) => (ANSWER_KEYS.includes(name) ? ANSWER_KEYS.indexOf(name) : ANSWER_KEYS.length);
  return names.toSorted((a, b) => place(a) - place(b));
}

/** What a server says in place of an answer, with status 200: a failure in its body. */
export function errorInBody(body: unknown): string | undefined {
  if (!isRecord(body)) return undefined;
  const failed = /^(?:failed|failure|error)$/i.test(String(body["status"])) || body["success"] === false;
  const error = wordsOf(body["error"]) ?? wordsOf(firstOf(body["errors"]));
  if (ANSWER_KEYS.some((key) => body[key] !== undefined && body[key] !== null) && !failed) return undefined;
  return failed ? (error ?? wordsOf(body["message"]) ?? wordsOf(body["detail"]) ?? wordsOf(body["status"]) ?? "failed") : error;
}

function wordsOf(error: unknown): string | undefined {
  const words = isRecord(error) ? error["message"] : error;
  return typeof words === "string" && words !== "" ? words : undefined;
}

function firstOf(list: unknown): unknown {
  return Array.isArray(list) ? list[0] : undefined;
}

/** Model, version and id, where a body says them beside rows or predictions. */
export function identityInBody(body: unknown): Pick<Content, "model" | "version" | "requestId"> {
  if (!isRecord(body)) return {};
  const model = isRecord(body["model"]) ? body["model"] : { name: body["model_name"], version: body["model_version"] };
  const holdsRows = ROW_KEYS.some((key) => typeof body[key] === "object" && body[key] !== null);
  return {
    ...text("model", model["name"]),
    ...text("version", model["version"]),
    ...text("requestId", body["request_id"] ?? (holdsRows ? body["id"] : undefined)),
  };
}

function text<Key extends string>(key: Key, value: unknown): Partial<Record<Key, string>> {
  const said = typeof value === "number" || typeof value === "bigint" ? String(value) : value;
  return typeof said === "string" && said !== "" ? ({ [key]: said } as Partial<Record<Key, string>>) : {};
}
