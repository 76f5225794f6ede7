import { z } from "zod";

const UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** A duration as people write it ("500ms", "30s", "5m", "1h", "1d", "1w"), parsed to milliseconds. */
export const duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d|w)$/, 'expected a duration such as "30s", "5m", "1h", "1d" or "1w"')
  .transform(durationMs);

function durationMs(text: string): number {
  const unit = text.replace(/^[\d.]+/, "") as keyof typeof UNITS_MS;
  return Number.parseFloat(text) * UNITS_MS[unit];
}
