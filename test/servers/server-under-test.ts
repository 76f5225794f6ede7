import type { z } from "zod";
import { inferMessage, MODEL_INFER } from "../serving/support/grpc.ts";
import type { modelSchema } from "../../collector/events/model-schema.ts";
import type { servingConfig } from "../../serving/serving-config.ts";

/** What the models' trainer knows of them (`truth.json`): rows, and what each model says of them. */
export interface Truth {
  readonly iris: ModelTruth<readonly number[]>;
  readonly credit: ModelTruth<Readonly<Record<string, number | string>>>;
}

interface ModelTruth<Row> {
  readonly names: readonly string[];
  readonly rows: readonly Row[];
  readonly classes: readonly (number | string)[];
  readonly pred: readonly (number | string)[];
  readonly proba: readonly (readonly number[])[];
}

/** Values by column, one a row. */
export type Columns = Readonly<Record<string, readonly (number | string)[]>>;

/** What is to be found in the store after a call. */
export type Stored = { readonly features: Columns; readonly predictions: Columns } | { readonly errorClass: string };

/** One call, and what it is to leave behind; `nothing`: it is no request of a model. */
export interface ServerCall {
  readonly name: string;
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A message of gRPC to the method at `path`, in place of a body. */
  readonly message?: Buffer;
  readonly stored: Stored | "nothing";
  readonly model?: string;
}

/** One model server, as its start script starts it. */
export interface ServerUnderTest {
  /** Of the folder with its scripts. */
  readonly name: string;
  /** Of the environment of `start.sh` beside PORT: which model. */
  readonly model?: string;
  /** Answers with success once the server is ready. */
  readonly ready: string;
  /** What its body then has; default: anything. */
  readonly readyBody?: RegExp;
  /** Of `serving.upstream` beside its address. */
  readonly upstream?: Partial<z.input<typeof servingConfig>["upstream"] & object>;
  /** Declared of its models: where the wire names no columns, or sends numbers as text. */
  schemas?(truth: Truth): readonly z.input<typeof modelSchema>[];
  calls(truth: Truth): readonly ServerCall[];
}

/** Columns of rows of one width, by names in their order. */
export function columnsOf(names: readonly string[], rows: readonly (readonly (number | string)[])[]): Columns {
  return Object.fromEntries(names.map((name, i) => [name, rows.map((row) => row[i] ?? Number.NaN)]));
}

/** Columns of records. */
export function recordColumns(rows: readonly Readonly<Record<string, number | string>>[]): Columns {
  return Object.fromEntries(Object.keys(rows[0] ?? {}).map((name) => [name, rows.map((row) => row[name] ?? Number.NaN)]));
}

/** `name_0`, `name_1`, …: how a list of predictions is stored. */
export function spread(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${name}_${i}`);
}

/** A call with a JSON body. */
export function jsonCall(name: string, path: string, body: unknown, stored: ServerCall["stored"], more: Partial<ServerCall> = {}): ServerCall {
  return {
    name,
    method: "POST",
    path,
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
    stored,
    ...more,
  };
}

/** A ModelInfer of all rows in one tensor. */
export function grpcInfer(name: string, iris: Truth["iris"], stored: ServerCall["stored"], model = "iris"): ServerCall {
  const inputs = [{ name: "input", datatype: "FP32", shape: [iris.rows.length, 4], contents: { fp32: iris.rows.flat() } }];
  return { name, path: MODEL_INFER, message: inferMessage([], { model_name: model, id: "g-1", inputs }), stored, model: model === "iris" ? model : "other" };
}
