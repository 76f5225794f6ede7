import type { DataColumn, DataSet } from "../../../analyzers/data/data-set.ts";
import { levelsInOrder, numbersInOrder, type OrderedColumn, readInOrder } from "../../../analyzers/data/read-in-order.ts";
import type { Feature } from "../../../analyzers/statistics/boosting/feature-bins.ts";
import { visibleLine } from "../../../visible-text.ts";

/** Features of both sides, alike in names and types. */
export interface FeatureSides {
  readonly reference: readonly Feature[];
  readonly current: readonly Feature[];
  readonly notes: readonly string[];
}

interface SideRows {
  readonly data: DataSet;
  /** Places of the rows in the file. */
  readonly places: Uint32Array;
}

/** Texts of more levels tell nothing of rows with other ones. */
const MOST_LEVELS = 1_000;

/** Columns of both sides as features: numbers, truth values and categories. Times, vectors, texts, and numbers that only number the rows are left out. @param names those asked for; null: all but `known` */
export async function readFeatures(reference: SideRows, current: SideRows, names: readonly string[] | null, known: readonly string[]): Promise<FeatureSides> {
  const shared = [...reference.data.columns.keys()].filter((name) => current.data.columns.has(name));
  const wanted = names ?? shared.filter((name) => !known.includes(name));
  const types = new Map(wanted.flatMap((name) => typeOf(name, reference.data.columns.get(name), current.data.columns.get(name))));
  const [before, after] = [await readInOrder(reference.data, [...types.keys()]), await readInOrder(current.data, [...types.keys()])];
  const features = [...types].flatMap(([name, type]) => {
    const [left, right] = [featureOf(name, type, before.get(name), reference.places), featureOf(name, type, after.get(name), current.places)];
    return left === null || right === null || (names === null && (numbersRows(left) || isText(left))) ? [] : [{ left, right }];
  });
  const used = features.map(({ left }) => left.name);
  const without = wanted.filter((name) => !used.includes(name));
  return {
    reference: features.map(({ left }) => left),
    current: features.map(({ right }) => right),
    notes:
      without.length === 0
        ? []
        : [`Not used as features: ${without.map(visibleLine).join(", ")} (times, texts, vectors, or numbers of rows; --features names those to use).`],
  };
}

function typeOf(name: string, left: DataColumn | undefined, right: DataColumn | undefined): readonly [string, Feature["type"]][] {
  if (left === undefined || right === undefined || left.fault !== null || right.fault !== null) return [];
  const natures = [left.nature, right.nature];
  if (natures.every((nature) => nature === "number")) return [[name, "numeric"]];
  return natures.every((nature) => nature === "string" || nature === "boolean" || nature === "number") ? [[name, "categorical"]] : [];
}

function featureOf(name: string, type: Feature["type"], column: OrderedColumn | undefined, places: Uint32Array): Feature | null {
  if (column === undefined) return null;
  if (type === "numeric") {
    const numbers = numbersInOrder(column);
    return { name, type, values: Float64Array.from(places, (row) => numbers[row] ?? Number.NaN) };
  }
  const { codes, levels } = levelsInOrder(column);
  return { name, type, codes: Int32Array.from(places, (row) => codes[row] ?? -1), levels };
}

/** Whole numbers none of which comes twice. */
function numbersRows(feature: Feature): boolean {
  if (feature.type !== "numeric" || feature.values.length < 3) return false;
  return feature.values.every((value) => Number.isSafeInteger(value)) && new Set(feature.values).size === feature.values.length;
}

function isText(feature: Feature): boolean {
  return feature.type === "categorical" && feature.levels.length > MOST_LEVELS;
}
