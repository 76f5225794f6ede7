/** What went wrong, for programs. `input` is the caller's fault, `unavailable` may pass by itself, `conflict` is a state that must change first, `internal` is ours. */
export type ErrorCode = "input" | "config" | "unavailable" | "timeout" | "conflict" | "notFound" | "internal";

const RETRIABLE: ReadonlySet<ErrorCode> = new Set(["unavailable", "timeout"]);

/** The one error type. The message says what was being done, what was wrong and what would be right; `retriable` tells whether trying again can help. */
export class TidemarkError extends Error {
  readonly code: ErrorCode;
  readonly retriable: boolean;

  /** @param options.retriable defaults to true for `unavailable` and `timeout`, false for all others. */
  constructor(code: ErrorCode, message: string, options: { cause?: unknown; retriable?: boolean } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "TidemarkError";
    this.code = code;
    this.retriable = options.retriable ?? RETRIABLE.has(code);
  }
}

/** The text of anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
