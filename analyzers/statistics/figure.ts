import { needsPower, powersOfTen } from "./powers-of-ten.ts";

/** A number for people: three significant digits, at least to the unit, with a true minus sign; very small and very large ones with a power of ten. */
export function figure(value: number): string {
  if (needsPower(value)) return powersOfTen(value);
  const size = Math.abs(value);
  const digits = size >= 100 || size === 0 ? 0 : Math.min(6, 2 - Math.floor(Math.log10(size)));
  return value
    .toFixed(digits)
    .replace(/^-(?=.*[1-9])/, "−")
    .replace(/^-/, "");
}
