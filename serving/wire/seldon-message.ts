import { TidemarkError } from "../../errors.ts";
import { tensorProtoColumn } from "./grpc/tensor-proto.ts";
import { tensorProtoOf } from "./grpc/tensor-proto-json.ts";
import { recordsToContent, rowsToContent } from "./json-rows.ts";
import { isRecord } from "./json-text.ts";
import type { Column, Content, Value } from "./protocol.ts";

/** Names that Seldon's wrapper makes up where the model gives none. */
const MADE_UP = /^t:\d+$/;

/** What a SeldonMessage holds: data (ndarray, tensor, tftensor's values), strData, jsonData, binData; its id and, of a failure, what it says.
 * @param name of a column without one
 * @throws TidemarkError `input` when it holds nothing of these */
export function seldonContent(message: unknown, name: string): Content {
  if (!isRecord(message)) throw new TidemarkError("input", "reading a SeldonMessage: expected an object");
  const error = failureOf(message["status"]);
  const identity = identityOf(message["meta"]);
  if (error !== undefined) return { rows: 0, columns: [], error, ...identity };
  return { ...payload(message, name), ...identity };
}

function payload(message: Readonly<Record<string, unknown>>, name: string): Content {
  const { data, strData, jsonData, binData } = message as Readonly<Partial<Record<string, unknown>>>;
  if (isRecord(data)) return dataContent(data, name);
  if (typeof strData === "string") return { rows: 1, columns: [{ name: "strData", values: [strData] }] };
  if (typeof binData === "string") return { rows: 1, columns: [{ name: "body_bytes", values: [Buffer.byteLength(binData, "base64")] }] };
  if (isRecord(jsonData)) return recordsToContent([jsonData]);
  if (jsonData !== undefined) return rowsToContent(jsonData, { name, listIsRow: true });
  throw new TidemarkError("input", 'reading a SeldonMessage: expected "data", "strData", "jsonData" or "binData"');
}

/** Rows by their names; without any, a list a row. */
function dataContent(data: Readonly<Record<string, unknown>>, name: string): Content {
  const rows = rowsOf(data);
  const given = Array.isArray(data["names"]) ? data["names"].map(String) : [];
  const width = Array.isArray(rows[0]) ? rows[0].length : 1;
  if (given.length > 1 && given.length === rows.length && rows.every((row) => typeof row !== "object" || row === null))
    return { ...named([rows], given), otherwise: column(rows, name) };
  if (given.length === width && width > 0 && !given.every((one) => MADE_UP.test(one))) return named(rows, given);
  if (width !== 1 || !Array.isArray(rows[0])) return rowsToContent(rows, { name });
  return column(rows, name);
}

function column(rows: readonly unknown[], name: string): Content {
  return { rows: rows.length, columns: [{ name, values: rows.map((row) => (Array.isArray(row) ? row[0] : row) as Value) }] };
}

function named(rows: readonly unknown[], names: readonly string[]): Content {
  const columns = names.map((name, i): Column => ({ name, values: rows.map((row) => (Array.isArray(row) ? row[i] : row) as Value) }));
  return { rows: rows.length, columns };
}

function rowsOf(data: Readonly<Record<string, unknown>>): readonly unknown[] {
  if (Array.isArray(data["ndarray"])) return data["ndarray"];
  if (isRecord(data["tftensor"])) return tensorProtoColumn("tftensor", tensorProtoOf(data["tftensor"])).values;
  const tensor = data["tensor"];
  if (!isRecord(tensor) || !Array.isArray(tensor["shape"]) || !Array.isArray(tensor["values"]))
    throw new TidemarkError("input", 'reading a SeldonMessage: expected "ndarray", or "tensor" with "shape" and "values"');
  return chunks(tensor["values"], tensor["shape"]);
}

function chunks(values: readonly unknown[], shape: readonly unknown[]): readonly unknown[] {
  const sizes = shape.map(Number);
  const elements = sizes.reduce((product, size) => product * size, 1);
  if (elements !== values.length)
    throw new TidemarkError("input", `reading a SeldonMessage: shape [${sizes.join(", ")}] means ${elements} values, got ${values.length}`);
  const [rows = 1] = sizes;
  const width = rows === 0 ? 0 : elements / rows;
  if (sizes.length < 2 || width === 0) return values;
  return Array.from({ length: rows }, (_, row) => values.slice(row * width, (row + 1) * width));
}

function failureOf(status: unknown): string | undefined {
  if (!isRecord(status) || status["status"] === "SUCCESS") return undefined;
  if (status["status"] !== "FAILURE" && status["status"] !== 1 && (status["code"] === undefined || status["code"] === 200 || status["code"] === 0))
    return undefined;
  return [status["reason"], status["info"]].filter((part) => typeof part === "string" && part !== "").join(": ") || "failed";
}

/** `meta.puid` is the id; the version where the model adds it to its tags. */
function identityOf(meta: unknown): Pick<Content, "requestId" | "version"> {
  if (!isRecord(meta)) return {};
  const version = isRecord(meta["tags"]) ? meta["tags"]["model_version"] : undefined;
  return {
    ...(typeof meta["puid"] === "string" && meta["puid"] !== "" ? { requestId: meta["puid"] } : {}),
    ...(typeof version === "string" ? { version } : {}),
  };
}
