import type { DecodedRecord } from "../../../../serving/decode/recorded-exchange.ts";

interface ExpectedColumn {
  readonly name?: string;
  readonly index?: number;
  readonly values: readonly unknown[];
}

/** What a recording says that a sidecar should see: it comes from the model's own rows, not from the wire. */
export interface Expected {
  readonly kind?: string;
  readonly model?: string | null;
  readonly modelVersion?: string | null;
  readonly rows?: number;
  readonly requestId?: string | null;
  readonly features?: readonly ExpectedColumn[];
  /** One tensor [n, k], split into its columns. */
  readonly flatFeatures?: readonly ExpectedColumn[];
  readonly predictions?: readonly ExpectedColumn[];
  readonly error?: { readonly status?: number };
}

/** What a decoded record says otherwise than it should; empty: it is right. Floats agree to 1e-5 relative. */
export function differences(actual: DecodedRecord, expected: Expected): string[] {
  const wrong: string[] = [];
  const compare = (what: string, is: unknown, should: unknown) => {
    if (should !== undefined && !alike(is, should))
      wrong.push(`${what}: ${JSON.stringify(is)?.slice(0, 300)}, expected ${JSON.stringify(should).slice(0, 300)}`);
  };
  compare("kind", actual.kind, expected.kind ?? (expected.features === undefined ? undefined : "inference"));
  compare("model", actual.model, expected.model);
  if (expected.error === undefined || actual.version !== null) compare("version", actual.version, expected.modelVersion);
  compare("rows", actual.rows, expected.rows);
  compare("requestId", actual.requestId, expected.requestId);
  compare("features", inOrder(named(actual.features)), inOrder(columns(expected.flatFeatures ?? expected.features, actual.features)));
  compare("predictions", named(actual.predictions), columns(expected.error === undefined ? expected.predictions : [], actual.predictions));
  if (expected.kind === undefined) compare("status", actual.status, expected.error === undefined ? "ok" : "error");
  if (expected.kind === undefined) compare("unreadable", actual.unreadable, null);
  return wrong;
}

/** By name: maps of protobuf have no order. */
function inOrder<T extends { readonly name: string | undefined }>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list?.toSorted((a, b) => (a.name ?? "").localeCompare(b.name ?? ""));
}

function named(list: readonly { readonly name: string; readonly values: readonly unknown[] }[]) {
  return list.map(({ name, values }) => ({ name, values }));
}

/** A column whose name the server alone chose has none in a recording: any will do. */
function columns(expected: readonly ExpectedColumn[] | undefined, actual: readonly { readonly name: string }[]) {
  const only = expected?.length === 1 ? expected[0] : undefined;
  const first = only?.values[0];
  const split = only?.index === undefined && Array.isArray(first) && actual[0]?.name === "f0" ? first : undefined;
  if (only !== undefined && split !== undefined) return split.map((_, i) => ({ name: `f${i}`, values: only.values.map((row) => (row as unknown[])[i]) }));
  return expected?.map(({ name, index, values }, i) => ({ name: name ?? (index === undefined ? actual[i]?.name : `f${index}`), values }));
}

function alike(a: unknown, b: unknown): boolean {
  if (typeof b === "string" && typeof a === "number") return String(a) === b && !Number.isFinite(a);
  if (typeof a === "number" && typeof b === "number") return a === b || Math.abs(a - b) <= 1e-5 * Math.max(Math.abs(a), Math.abs(b));
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((part, i) => alike(part, b[i]));
  if (typeof a === "object" && typeof b === "object" && a !== null && b !== null) {
    const keys = Object.keys(b);
    return Object.keys(a).length === keys.length && keys.every((key) => alike((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
  }
  return a === b;
}
