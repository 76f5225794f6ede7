/** A column of sampled rows: numbers (times: milliseconds), NaN where there is none, or categories by their place in `levels`, −1 where there is none. */
export type RelationColumn =
  | { readonly type: "numeric" | "datetime"; readonly name: string; readonly values: Float64Array }
  | { readonly type: "categorical"; readonly name: string; readonly codes: Int32Array; readonly levels: readonly string[] };

/** Rows of one data set, or a sample of them. */
export interface RelationData {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, RelationColumn>;
}

/** Values of a column as they were read: numbers, text, or null where there is none. */
export type RawValues = readonly (number | string | null)[];

const WRITTEN_TIME = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;
const EPOCH_SECONDS_BELOW = 1e11;

/** What a column is by its values: numbers also where they were written as text, times where all are ISO 8601. Empty text is no value. */
export function typeOfValues(values: Iterable<number | string | null>): RelationColumn["type"] {
  let [numbers, times, all] = [0, 0, 0];
  for (const value of values) {
    if (value === null || value === "") continue;
    all += 1;
    if (typeof value === "number" || isNumber(value)) numbers += 1;
    else if (WRITTEN_TIME.test(value)) times += 1;
  }
  if (numbers === all) return "numeric";
  return times === all ? "datetime" : "categorical";
}

/** A column of these values as the type that both sides have. */
export function relationColumn(name: string, type: RelationColumn["type"], values: RawValues): RelationColumn {
  if (type !== "categorical") return { type, name, values: Float64Array.from(values, type === "numeric" ? numberOf : timeOf) };
  const places = new Map<string, number>();
  const codes = Int32Array.from(values, (value) => {
    if (value === null || value === "") return -1;
    const level = String(value);
    const place = places.get(level) ?? places.size;
    places.set(level, place);
    return place;
  });
  return { type, name, codes, levels: [...places.keys()] };
}

/** Milliseconds of a time as ISO 8601 (UTC where no zone is written), epoch seconds or milliseconds (from 10¹¹ on); NaN of anything else. */
export function timeOf(value: number | string | null): number {
  if (value === null || value === "") return Number.NaN;
  const epoch = Number(value);
  if (Number.isFinite(epoch)) return epoch >= EPOCH_SECONDS_BELOW ? epoch : epoch * 1000;
  const text = String(value).replace(" ", "T");
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes("T") ? text : `${text}Z`);
}

function isNumber(text: string): boolean {
  return text.trim() !== "" && (Number.isFinite(Number(text)) || /^nan$/i.test(text));
}

function numberOf(value: number | string | null): number {
  const number = value === null || value === "" ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : Number.NaN;
}
