import { setTimeout as delay } from "node:timers/promises";
import pRetry from "p-retry";
import { messageOf, TidemarkError } from "../../errors.ts";

export interface RetryOptions {
  readonly attempts: number;
  /** Wait before the second attempt, milliseconds; doubles, with jitter up to twice. */
  readonly backoffMs: number;
  /** Longest wait, also for a `Retry-After`; a receiver that asks for more is left for later. */
  readonly maxBackoffMs: number;
  readonly signal: AbortSignal;
}

/** How a delivery ended. `later`: trying again can help, but not now. `gone`: the receiver wants nothing more. */
export type Outcome =
  | { readonly kind: "delivered"; readonly attempts: number }
  | { readonly kind: "later" | "failed" | "gone"; readonly attempts: number; readonly error: string };

/** Tries to deliver until it works, can't be helped, or has been tried often enough. Only errors that say they are retriable are tried again. Never throws. */
export async function retryDelivery(deliver: () => Promise<void>, { attempts, backoffMs, maxBackoffMs, signal }: RetryOptions): Promise<Outcome> {
  let made = 0;
  const attempt = () => {
    made += 1;
    return deliver();
  };
  try {
    await pRetry(attempt, {
      retries: attempts - 1,
      minTimeout: backoffMs,
      maxTimeout: maxBackoffMs,
      randomize: true,
      signal,
      shouldRetry: async ({ error, retryDelay }) => {
        const asked = retryAfterMs(error);
        if (!isRetriable(error) || asked > maxBackoffMs) return false;
        await delay(Math.max(0, asked - retryDelay), undefined, { signal });
        return true;
      },
    });
    return { kind: "delivered", attempts: made };
  } catch (error) {
    return { kind: signal.aborted ? "later" : kindOf(error), attempts: made, error: textOf(error) };
  }
}

function kindOf(error: unknown): "later" | "failed" | "gone" {
  if (isRetriable(error)) return "later";
  return error instanceof TidemarkError && error.code === "notFound" ? "gone" : "failed";
}

function isRetriable(error: unknown): boolean {
  return error instanceof TidemarkError && error.retriable;
}

/** What a receiver asked for by `Retry-After`; 0: nothing. */
function retryAfterMs(error: unknown): number {
  const cause = error instanceof Error ? (error.cause as { retryAfterMs?: number } | undefined) : undefined;
  return cause?.retryAfterMs ?? 0;
}

/** Only our own errors are sure to hold no secret. */
function textOf(error: unknown): string {
  if (error instanceof TidemarkError) return messageOf(error);
  return `delivering a notification: unexpected ${error instanceof Error ? error.name : typeof error}`;
}
