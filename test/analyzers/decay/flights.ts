import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { DAY_MS } from "./simulate.ts";

/** Real flights, scored at departure; the label, over 15 minutes late, is known on landing. Cancelled flights never get one. */
export interface Flight {
  readonly id: string;
  readonly time: number;
  readonly landed: number | null;
  readonly score: number;
  readonly late: boolean;
}

/** When the first of them begin, epoch milliseconds. */
export const START = Date.UTC(2013, 0, 1);

/** Those of so many days. */
export function readFlights(days: number): readonly Flight[] {
  const text = gunzipSync(readFileSync(new URL("../../fixtures/reference/data/nycflights_m01_m06.csv.gz", import.meta.url))).toString();
  const [header = "", ...lines] = text.trimEnd().split("\n");
  const names = header.split(",");
  return lines.flatMap((line, row) => {
    const cells = line.split(",");
    const cell = (name: string): string => cells[names.indexOf(name)] ?? "";
    const time = Date.parse(cell("time_hour")) + (row % 60) * 60_000;
    if (time < START || time >= START + days * DAY_MS) return [];
    const [departed, arrived] = [cell("dep_delay"), cell("arr_delay")];
    const minutes = Number(departed) + 30 + Number(cell("distance")) / 7.5;
    return [
      {
        id: `f${row}`,
        time,
        landed: arrived === "" ? null : time + minutes * 60_000,
        score: 1 / (1 + Math.exp(-(Number(departed) - 15) / 10)),
        late: Number(arrived) > 15,
      },
    ];
  });
}

/** A flight as a row of `inferences`. */
export function toInference({ id, time, score }: Flight) {
  const predictions = { prediction_numbers: { p: score }, prediction_categories: {} };
  const features = { feature_numbers: {}, feature_categories: {}, feature_vectors: {}, missing_features: [] };
  return { event_time: time, received_time: time, model: "m", version: "1", variant: "", request_id: id, row_number: 0, ...features, ...predictions };
}

/** Whether it was late, as a row of `labels`. @param observed when that was known, and told */
export function toLabel({ id, late }: Flight, observed: number) {
  return { model: "m", request_id: id, row_number: 0, label: String(Number(late)), observed_time: observed, received_time: observed, source: "landing" };
}
