import { needsPower, powersOfTen } from "../../analyzers/statistics/powers-of-ten.ts";

const THIN_SPACE = "\u202f";
const MINUS = "\u2212";

/** A whole number with thin spaces between thousands: "63 295". */
export function count(value: number): string {
  return spaced(Math.round(value), 0);
}

/** Three significant digits, but never a rounded whole part ("1 017", "65.5", "0.0412"); very small and very large ones in powers of ten ("2.50 × 10⁻⁹"). */
export function measure(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (needsPower(value)) return powersOfTen(value);
  const digits = Math.max(0, 2 - Math.floor(Math.log10(size)));
  return spaced(value, Math.min(digits, 8));
}

/** A measure with its unit, a thin space between; no unit for shares and counts of their own. */
export function quantity(value: number, unit: string): string {
  if (unit === "share" || unit === "") return unit === "share" ? percent(value) : measure(value);
  return `${measure(value)}${THIN_SPACE}${unit}`;
}

/** A share as percent, three significant digits, at most one decimal: "39.1 %". */
export function percent(share: number): string {
  const value = share * 100;
  if (value !== 0 && Math.abs(value) < 0.1) return `${value < 0 ? MINUS : ""}<${THIN_SPACE}0.1${THIN_SPACE}%`;
  return `${spaced(value, Math.abs(value) >= 99.95 || value === 0 ? 0 : 1)}${THIN_SPACE}%`;
}

/** With its sign always. */
export function signed(value: number): string {
  return value > 0 ? `+${measure(value)}` : measure(value);
}

/** "p = 0.013", "p < 0.0001". */
export function probability(p: number): string {
  return p < 1e-4 ? "p < 0.0001" : `p = ${p.toPrecision(2)}`;
}

/** Milliseconds as people say them: "12.3 ms", "1.20 s". */
export function latency(ms: number): string {
  return ms < 1000 ? `${measure(ms)}${THIN_SPACE}ms` : `${measure(ms / 1000)}${THIN_SPACE}s`;
}

/** "1 column", "4 columns". */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** "a", "a and b", "a, b and c", "a, b and 5 more". */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
}

function spaced(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  const [whole = "", fraction] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  return `${value < 0 && Number(text) !== 0 ? MINUS : ""}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}
