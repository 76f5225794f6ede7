import type { ServerResponse } from "node:http";

/** Why the front answers by itself, or breaks a connection off. */
export type RefusalReason = "overload" | "share" | "target" | "clientTimeout" | "connections" | "stopping";

/** An answer that the sidecar gives by itself. */
export interface Refusal {
  readonly status: number;
  readonly error: string;
  /** Seconds. */
  readonly retryAfter?: number;
  /** The connection ends with it. */
  readonly close?: boolean;
}

/** The body of a refusal, as model servers write it. */
export function refusalBody(refusal: Refusal): Buffer {
  return Buffer.from(JSON.stringify({ error: refusal.error }));
}

/** Sends `{"error": "…"}`. */
export function refuse(response: ServerResponse, refusal: Refusal): void {
  const body = refusalBody(refusal);
  response.writeHead(refusal.status, {
    "content-type": "application/json",
    "content-length": body.length,
    ...(refusal.retryAfter === undefined ? {} : { "retry-after": String(refusal.retryAfter) }),
    ...(refusal.close === true ? { connection: "close" } : {}),
  });
  response.end(body);
}
