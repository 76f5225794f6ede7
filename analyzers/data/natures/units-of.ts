/** Signs before or behind a number: a currency's symbol, alone or behind a country's letters, its code, a few short names, or percent. Codes by name: three letters and a number may be a product's. [ISO 4217] */
const CODES =
  "AED|ARS|AUD|BGN|BRL|CAD|CHF|CLP|CNY|COP|CZK|DKK|EGP|EUR|GBP|HKD|HUF|IDR|ILS|INR|ISK|JPY|KES|KRW|KWD|MAD|MXN|MYR|NGN|NOK|NZD|PEN|PHP|PKR|PLN|QAR|RON|RSD|RUB|SAR|SEK|SGD|THB|TRY|TWD|UAH|USD|UYU|VND|ZAR";

/** Source of a pattern for a unit. */
export const UNIT = String.raw`(?:\p{Sc}|[A-Z]{1,3}\p{Sc}|(?:${CODES})|kr|zł|Kč|Ft|Fr|%)`;

const unit = new RegExp(UNIT, "u");
/** Symbols of which a code is another spelling. */
const SYMBOLS: Readonly<Record<string, string>> = { EUR: "€", GBP: "£", INR: "₹", JPY: "¥", USD: "$", US$: "$" };

/** Rows by unit of numbers that are written with one, the commonest first. @param levels rows by text. */
export function unitsOf(levels: readonly (readonly [string, number])[]): readonly (readonly [string, number])[] {
  const rows = new Map<string, number>();
  for (const [text, count] of levels) {
    const written = unit.exec(text)?.[0];
    if (written === undefined) continue;
    const name = SYMBOLS[written] ?? written;
    rows.set(name, (rows.get(name) ?? 0) + count);
  }
  return [...rows].toSorted(([, a], [, b]) => b - a);
}
