import { type Reading, sqlText } from "./reading.ts";
import { UNIT } from "./units-of.ts";

const PLAIN = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;
const ENDLESS = /^\s*[-+]?inf(?:inity)?\s*$/i;

/** 1, -2.5, 1e6, inf. An infinite number is one, and counts as missing where numbers are compared. */
export const plainNumber: Reading = {
  name: "plainNumber",
  kind: "number",
  words: "",
  read: (text) => (PLAIN.test(text) ? Number(text) : ENDLESS.test(text) ? (text.includes("-") ? -Infinity : Infinity) : Number.NaN),
  sql: (text) => `if(lower(trimBoth(${text})) = 'nan', NULL, toFloat64OrNull(trimBoth(${text})))`,
};

/** A column with more codes than that is one of codes: 007 is no 7. */
export const CODED_SHARE = 0.01;

/** Digits of which the first, of several, is a zero: a code or an id, whose zeros tell. */
export function isCode(text: string): boolean {
  return (text.startsWith("0") || text.startsWith(" ")) && /^\s*0\d+\s*$/.test(text);
}

const GROUPS = "'’_\u00a0\u2009\u202f ";

function written(decimal: "." | ",", thousands: string): string {
  const point = decimal === "." ? String.raw`\.` : ",";
  // India's groups have two digits but for the last: 1,23,456.
  const indian = decimal === "." ? String.raw`\d{1,2}(?:,\d{2})+,\d{3}|` : "";
  const digits = String.raw`(?:\d{1,3}(?:[${thousands}]\d{3})+|${indian}\d+)`;
  return String.raw`^\s*[-+−(]?\s*${UNIT}?\s*[-+−]?\s*(?:${digits}(?:${point}\d*)?|${point}\d+)\s*${UNIT}?\s*[-)]?\s*$`;
}

/** A number with an exponent has no groups and no unit: 1,5e-3. */
function scientific(decimal: "." | ","): string {
  return String.raw`^\s*[-+]?\d+(?:${decimal === "." ? String.raw`\.` : ","}\d*)?[eE][-+]?\d+\s*$`;
}

function formatted(name: string, words: string, decimal: "." | ",", thousands: string): Reading {
  const source = written(decimal, thousands);
  const pattern = new RegExp(source, "u");
  const strange = decimal === "." ? "[^0-9.]" : "[^0-9,]";
  const others = new RegExp(strange, "g");
  const exponent = scientific(decimal);
  const withExponent = new RegExp(exponent);
  return {
    name,
    kind: "number",
    words,
    read(text) {
      if (withExponent.test(text)) return Number(text.replace(",", "."));
      if (!pattern.test(text)) return Number.NaN;
      const size = Number(text.replace(others, "").replace(",", "."));
      return /[-−(]/.test(text) ? -size : size;
    },
    sql: (text) =>
      `multiIf(match(${text}, ${sqlText(exponent)}), toFloat64OrNull(replaceOne(trimBoth(${text}), ',', '.')), match(${text}, ${sqlText(source)}), toFloat64OrNull(replaceOne(replaceRegexpAll(${text}, '${strange}', ''), ',', '.')) * if(match(${text}, '[-−(]'), -1, 1), NULL)`,
  };
}

/** $1,234.56, 12 %, (3.20), 1'000: a decimal point, thousands in groups, signs of a unit. */
export const pointNumber: Reading = formatted("pointNumber", "units or thousands", ".", `,${GROUPS}`);
/** 1.234,56 €, 7,5: a decimal comma. */
export const commaNumber: Reading = formatted("commaNumber", "decimal comma", ",", `.${GROUPS}`);
