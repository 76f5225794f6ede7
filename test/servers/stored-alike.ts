import type { Store } from "../../collector/clickhouse/store.ts";
import type { Columns, ServerCall } from "./server-under-test.ts";

interface RequestRow {
  readonly request_id: string;
  readonly model: string;
  readonly rows: number;
  readonly error_class: string;
  readonly error_message: string;
}

interface InferenceRow {
  readonly feature_numbers: Readonly<Record<string, number>>;
  readonly feature_categories: Readonly<Record<string, string>>;
  readonly prediction_numbers: Readonly<Record<string, number>>;
  readonly prediction_categories: Readonly<Record<string, string>>;
}

/** What differs between what was sent and answered and what lies in ClickHouse, by call; calls were made one after another. */
export async function storedDifferences(store: Store, calls: readonly ServerCall[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const requests = await store.query<RequestRow>("SELECT request_id, model, rows, error_class, error_message FROM requests ORDER BY received_time", {});
  const expected = calls.filter(({ stored }) => stored !== "nothing");
  const differences = new Map<string, readonly string[]>();
  if (requests.length !== expected.length) differences.set("all", [`${requests.length} requests are stored; expected ${expected.length}`]);
  for (const [i, call] of expected.entries()) {
    const request = requests[i];
    if (request !== undefined) differences.set(call.name, await differencesOf(store, call, request));
  }
  return differences;
}

async function differencesOf(store: Store, call: ServerCall, request: RequestRow): Promise<readonly string[]> {
  const { stored } = call;
  const model = call.model === undefined || call.model === request.model ? [] : [`model "${request.model}"; expected "${call.model}"`];
  if (stored === "nothing") return model;
  if ("errorClass" in stored)
    return request.error_class === stored.errorClass
      ? model
      : [...model, `class "${request.error_class}" (${request.error_message}); expected "${stored.errorClass}"`];
  const rows = await store.query<InferenceRow>(
    "SELECT feature_numbers, feature_categories, prediction_numbers, prediction_categories FROM inferences WHERE request_id = {id: String} ORDER BY row_number",
    { id: request.request_id },
  );
  const failed = request.error_class === "" ? [] : [`class "${request.error_class}": ${request.error_message}`];
  const features = rows.map((row) => ({ ...row.feature_numbers, ...row.feature_categories }));
  const predictions = rows.map((row) => ({ ...row.prediction_numbers, ...row.prediction_categories }));
  return [
    ...model,
    ...failed,
    ...columnDifferences("features", features, stored.features),
    ...columnDifferences("predictions", predictions, stored.predictions),
  ];
}

type Row = Readonly<Record<string, number | string>>;

function columnDifferences(what: string, rows: readonly Row[], expected: Columns): readonly string[] {
  const names = new Set([...Object.keys(expected), ...rows.flatMap((row) => Object.keys(row))]);
  const wrong = [...names].filter(
    (name) =>
      !alike(
        rows.map((row) => row[name]),
        expected[name] ?? [],
      ),
  );
  return wrong.map((name) => `${what}: "${name}" is ${JSON.stringify(rows.map((row) => row[name]))}; expected ${JSON.stringify(expected[name] ?? null)}`);
}

/** Numbers at 1e-5 of their size. */
function alike(stored: readonly (number | string | undefined)[], expected: readonly (number | string)[]): boolean {
  if (stored.length !== expected.length) return false;
  return stored.every((value, i) => {
    const right = expected[i];
    if (typeof value === "number" && typeof right === "number") return Math.abs(value - right) <= 1e-5 * Math.max(1e-3, Math.abs(right));
    return value === right;
  });
}
