import type { LogMessage } from "../../collector/log/log.ts";

const START = Date.UTC(2026, 0, 1);
const ROWS_A_MESSAGE = 20;

/** One scored row of 20 numbers and 5 categories. Event time goes at the pace of heavy traffic, a row a millisecond, so that a batch spans seconds as it would live. */
function line(n: number): string {
  const numbers = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`n${index}`, Math.sin(n * (index + 1)) * 10 ** (index % 4)]));
  const categories = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`c${index}`, `level${(n * (index + 3)) % (5 + index)}`]));
  const row = {
    event_time: START + n,
    received_time: START + n,
    model: "bench",
    version: "1",
    variant: "",
    request_id: `r${n}`,
    row_number: 0,
    feature_numbers: numbers,
    feature_categories: categories,
    feature_vectors: {},
    missing_features: [],
    prediction_numbers: { score: 0.5 },
    prediction_categories: {},
  };
  return `${JSON.stringify(row)}\n`;
}

/** Lines `from` to `to - 1`, as bytes. */
export function linesBetween(from: number, to: number): Buffer {
  return Buffer.from(Array.from({ length: to - from }, (_, index) => line(from + index)).join(""));
}

/** The same lines as messages of one producer, twenty rows each. `from` and `to` are multiples of twenty. */
export function* messagesBetween(from: number, to: number): Generator<LogMessage> {
  for (let start = from; start < to; start += ROWS_A_MESSAGE)
    yield {
      key: `m${start}`,
      producer: "bench",
      sequence: BigInt(start / ROWS_A_MESSAGE),
      value: linesBetween(start, Math.min(to, start + ROWS_A_MESSAGE)),
    };
}
