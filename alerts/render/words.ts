/** A number to three significant digits, thousands set apart; very small and very large ones with an exponent. */
export function number(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e9)) return value.toExponential(1).replace("e+", "e");
  return Number(value.toPrecision(size >= 1000 ? 15 : 3))
    .toLocaleString("en-GB", { maximumFractionDigits: size >= 1000 ? 0 : 6 })
    .replaceAll(",", "\u202f");
}

/** A share as a whole percentage, one decimal under 1 %. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value === 0 || value >= 1 ? Math.round(value) : value.toFixed(1)} %`;
}

/** A moment in UTC: the day alone at midnight, else with the time. */
export function moment(ms: number): string {
  const iso = new Date(ms).toISOString();
  const day = new Date(ms).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return iso.endsWith("T00:00:00.000Z") ? day : `${day} ${iso.slice(11, 16)}`;
}

/** "1 window", "3 windows". */
export function count(n: number, noun: string): string {
  return `${number(n)} ${noun}${n === 1 ? "" : "s"}`;
}
