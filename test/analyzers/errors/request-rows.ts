import type { RequestEvent } from "../../../collector/events/request-event.ts";

/** A row of `requests` of model m: answered in 5 ms, unless told otherwise. */
export function requestRow(id: string, eventTime: number, but: Partial<RequestEvent> = {}): RequestEvent {
  const texts = { trace_id: "", model: "m", version: "1", variant: "", protocol: "json", node: "n", error_class: "", error_message: "" } as const;
  const sizes = { rows: 1, request_bytes: 100, response_bytes: 100, in_flight: 3 };
  const times = { event_time: eventTime, received_time: eventTime, total_ms: 5, upstream_ms: 4, queue_ms: 0, compute_ms: 0 };
  return { ...texts, ...sizes, ...times, request_id: id, status: 200, ...but };
}
