import type { LogMessage } from "../../../../collector/log/log.ts";

const START = Date.UTC(2026, 0, 1);

/** One `inferences` row as a message of producer "p": request `r<n>`, feature x = n, a minute after a thousand rows. */
export function inferenceMessage(n: number, extra: Readonly<Record<string, unknown>> = {}): LogMessage {
  const row = {
    event_time: START + n * 60,
    received_time: START,
    model: "m",
    version: "1",
    variant: "",
    request_id: `r${n}`,
    row_number: 0,
    feature_numbers: { x: n },
    feature_categories: { c: n % 2 === 0 ? "even" : "odd" },
    feature_vectors: {},
    missing_features: [],
    prediction_numbers: { score: 0.5 },
    prediction_categories: {},
    ...extra,
  };
  return { key: `r${n}`, producer: "p", sequence: BigInt(n), value: Buffer.from(`${JSON.stringify(row)}\n`) };
}
