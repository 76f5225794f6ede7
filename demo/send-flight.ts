import type { Dispatcher } from "undici";
import { faultAt, faultyFeatures } from "./faults.ts";
import type { Flight } from "./flights.ts";

export const MODEL = "flight-delay";
const PATH = `/v1/models/${MODEL}:predict`;

/** Asks for one flight's prediction. @returns the HTTP status, or 0 when no answer came. */
export async function sendFlight(proxy: Dispatcher, flight: Flight): Promise<number> {
  try {
    const { statusCode, body } = await proxy.request({
      method: "POST",
      path: PATH,
      headers: { "content-type": "application/json", "x-request-id": flight.key, "tidemark-event-time": String(flight.eventTime) },
      body: requestBody(flight),
    });
    await body.dump();
    return statusCode;
  } catch {
    return 0;
  }
}

/** One JSON row, faults put on: a malformed one ends in the middle. */
export function requestBody(flight: Flight): string {
  const text = JSON.stringify({ instances: [faultyFeatures(flight)] });
  return faultAt(flight.eventTime)?.kind === "malformed" ? text.slice(0, text.length / 2) : text;
}
