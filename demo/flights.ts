import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";

/** One flight as it asks for a prediction: the model's features, when it asks, and what became of it. Times are epoch milliseconds. */
export interface Flight {
  /** Unique; the request id, so that a driver that starts again can tell what the store has. */
  readonly key: string;
  readonly eventTime: number;
  readonly features: Readonly<Record<string, number | string | null>>;
  /** "1" when it arrived over 15 minutes late, "0" when not; null when it never arrived. */
  readonly label: string | null;
  readonly landedTime: number | null;
}

const FILE = join(import.meta.dirname, "data", "flights.csv.gz");
const CATEGORIES: ReadonlySet<string> = new Set(["carrier", "origin"]);
const NOT_FEATURES: ReadonlySet<string> = new Set(["key", "event_time", "label", "landed_time"]);

/** The flights of 15 February to 30 June 2013 in the order of their requests. The file is ours: no quotes, no commas in values. */
export async function readFlights(): Promise<Flight[]> {
  const flights: Flight[] = [];
  let columns: readonly string[] | undefined;
  for await (const line of createInterface({ input: createReadStream(FILE).pipe(createGunzip()) })) {
    const cells = line.split(",");
    if (columns) flights.push(toFlight(columns, cells));
    else columns = cells;
  }
  return flights;
}

function toFlight(columns: readonly string[], cells: readonly string[]): Flight {
  const row = Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ""]));
  const features = columns.filter((column) => !NOT_FEATURES.has(column)).map((column) => [column, toFeature(column, row[column] ?? "")] as const);
  return {
    key: row["key"] ?? "",
    eventTime: Date.parse(row["event_time"] ?? ""),
    features: Object.fromEntries(features),
    label: row["label"] || null,
    landedTime: row["landed_time"] ? Date.parse(row["landed_time"]) : null,
  };
}

function toFeature(column: string, cell: string): number | string | null {
  if (cell === "") return null;
  return CATEGORIES.has(column) ? cell : Number(cell);
}
