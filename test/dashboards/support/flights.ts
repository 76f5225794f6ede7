import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

export interface Flight {
  readonly time: number;
  readonly values: Readonly<Record<string, string>>;
}

/** The rows of a file of `demo/data`, as text cells. */
export function readFlights(name: "baseline" | "flights"): Flight[] {
  const text = gunzipSync(readFileSync(new URL(`../../../demo/data/${name}.csv.gz`, import.meta.url))).toString();
  const [header = "", ...lines] = text.trimEnd().split("\n");
  const columns = header.split(",");
  return lines.map((line) => {
    const values = Object.fromEntries(line.split(",").map((cell, index) => [columns[index] ?? "", cell]));
    return { time: Date.parse(values["event_time"] ?? ""), values };
  });
}
