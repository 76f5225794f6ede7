const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** "1.23 × 10⁻⁷": three significant digits and a power of ten, with true minus signs. What is not finite is written as it is. */
export function powersOfTen(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const [digits = "", power = "0"] = value.toExponential(2).split("e");
  return `${digits.replace("-", "−")} × ${powerOfTen(Number(power))}`;
}

/** "10⁻⁹" of −9. */
export function powerOfTen(power: number): string {
  const digits = String(Math.abs(power)).replaceAll(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? "");
  return `10${power < 0 ? "⁻" : ""}${digits}`;
}

/** Whether a number is written with a power of ten wherever people read it: not zero, and under 0.0001 or from a thousand million on. */
export function needsPower(value: number): boolean {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e9);
}
