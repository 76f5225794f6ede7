import { needsPower, powersOfTen } from "../../analyzers/statistics/powers-of-ten.ts";

/** A number to three significant digits, thousands set apart; very small and very large ones with a power of ten. */
export function number(value: number): string {
  const size = Math.abs(value);
  if (needsPower(value)) return powersOfTen(value);
  return Number(value.toPrecision(size >= 1000 ? 15 : 3))
    .toLocaleString("en-GB", { maximumFractionDigits: size >= 1000 ? 0 : 6 })
    .replaceAll(",", "\u202f")
    .replace("-", "−");
}

/** A share as a whole percentage, one decimal under 1 %. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value === 0 || value >= 1 ? Math.round(value) : value.toFixed(1)} %`;
}

/** "1 window", "3 windows". */
export function count(n: number, noun: string): string {
  return `${number(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** A sentence's beginning: the first letter large. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "a", "a and b", "a, b, c and 2 more": at most three by name. */
export function list(names: readonly string[]): string {
  const named = names.slice(0, 3);
  const rest = names.length - named.length;
  if (rest > 0) return `${named.join(", ")} and ${rest} more`;
  return [named.slice(0, -1).join(", "), named.at(-1)].filter((part) => part !== "").join(" and ");
}
