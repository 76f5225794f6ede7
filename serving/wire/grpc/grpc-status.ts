/** The HTTP status that says most nearly what a gRPC status says (grpc.io, statuscodes); 500 for those that say nothing. */
export function httpStatusOf(grpcStatus: number): number {
  return STATUS[grpcStatus] ?? 500;
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
