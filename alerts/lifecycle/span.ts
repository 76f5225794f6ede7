import { z } from "zod";
import { duration } from "../../collector/duration.ts";

/** Windows kept for each subject: 16 days of hours. A longer `for` or `keepFiringFor` is not reached. */
export const HISTORY_WINDOWS = 400;

/** For how long: a number of windows in a row, or a span of event time in milliseconds. */
export type Span = { readonly windows: number } | { readonly ms: number };

/** "1d" (event time), or 3 (windows in a row). */
export const span = z.union([
  duration.transform((ms): Span => ({ ms })),
  z
    .int()
    .min(1)
    .max(HISTORY_WINDOWS)
    .transform((windows): Span => ({ windows })),
]);
