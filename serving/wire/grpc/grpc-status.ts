import { headerOf } from "../headers.ts";

/** Codes of gRPC (grpc.io, statuscodes) that the sidecar itself answers with. */
export const INVALID_ARGUMENT = 3;
export const DEADLINE_EXCEEDED = 4;
export const UNIMPLEMENTED = 12;
export const UNAVAILABLE = 14;

/** The HTTP status that says most nearly what a gRPC status says (grpc.io, statuscodes); 500 for those that say nothing. */
export function httpStatusOf(grpcStatus: number): number {
  return STATUS[grpcStatus] ?? 500;
}

/** What of HTTP's statuses a refusal of the sidecar's has, as gRPC. */
export function grpcStatusOf(httpStatus: number): number {
  if (httpStatus === 400) return INVALID_ARGUMENT;
  if (httpStatus === 408 || httpStatus === 504) return DEADLINE_EXCEEDED;
  return httpStatus === 501 ? UNIMPLEMENTED : UNAVAILABLE;
}

/** The `grpc-status` among headers and trailers; undefined without one that is a number. */
export function statedStatus(headers: readonly string[]): number | undefined {
  const text = headerOf(headers, "grpc-status");
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

/** What `grpc-message` says, its percent-encoding resolved (gRPC over HTTP/2, Status-Message); as it is where that is broken. */
export function messageText(encoded: string): string {
  return Buffer.from(
    encoded.replaceAll(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString("utf8");
}

/** A text as `grpc-message` has it. */
export function encodedMessage(text: string): string {
  const bytes = [...Buffer.from(text)];
  return bytes
    .map((byte) => (byte < 0x20 || byte > 0x7e || byte === 0x25 ? `%${byte.toString(16).toUpperCase().padStart(2, "0")}` : String.fromCharCode(byte)))
    .join("");
}

const UNIT_MS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 };

/** Milliseconds of a `grpc-timeout`, "100m"; undefined without one that is right. */
export function timeoutMs(headers: readonly string[]): number | undefined {
  const [, digits, unit = ""] = /^(\d{1,8})([HMSmun])$/.exec(headerOf(headers, "grpc-timeout") ?? "") ?? [];
  return digits === undefined ? undefined : Number(digits) * (UNIT_MS[unit] ?? 0);
}

const STATUS: Readonly<Record<number, number>> = {
  0: 200,
  1: 499, // CANCELLED
  2: 500, // UNKNOWN
  3: 400, // INVALID_ARGUMENT
  4: 504, // DEADLINE_EXCEEDED
  5: 404, // NOT_FOUND
  6: 409, // ALREADY_EXISTS
  7: 403, // PERMISSION_DENIED
  8: 429, // RESOURCE_EXHAUSTED
  9: 500, // FAILED_PRECONDITION
  10: 409, // ABORTED
  11: 400, // OUT_OF_RANGE
  12: 501, // UNIMPLEMENTED
  13: 500, // INTERNAL
  14: 503, // UNAVAILABLE
  15: 500, // DATA_LOSS
  16: 401, // UNAUTHENTICATED
};
