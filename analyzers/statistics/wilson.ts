import { Z95 } from "./distributions/normal-survival.ts";

/** 95 % Wilson score interval of a share. No requests: 0 to 1. [Wilson 1927, Probable inference, the law of succession, and statistical inference, JASA 22] */
export function wilson(count: number, of: number): { readonly low: number; readonly high: number } {
  if (of === 0) return { low: 0, high: 1 };
  const share = count / of;
  const scale = 1 + Z95 ** 2 / of;
  const centre = (share + Z95 ** 2 / (2 * of)) / scale;
  const half = (Z95 / scale) * Math.sqrt((share * (1 - share)) / of + Z95 ** 2 / (4 * of ** 2));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
