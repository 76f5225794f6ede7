/** Names that stand for "no value". */
const STAND_INS: ReadonlySet<string> = new Set([
  "",
  "unknown",
  "unk",
  "na",
  "nan",
  "null",
  "none",
  "nil",
  "missing",
  "undefined",
  "notavailable",
  "notapplicable",
  "unspecified",
  "notset",
  "default",
  "999",
  "9999",
]);

/** Whether a level's name stands for "no value": "N/A", "unknown", "?", an empty text. */
export function standsForNothing(level: string): boolean {
  return STAND_INS.has(plainName(level)) || STAND_INS.has(plainName(level).replace(/^-/, ""));
}

/** What is left of a level's name without case, accents, spaces, punctuation, and how a number is written: "São-Paulo " and "sao paulo" are one. */
export function plainName(level: string): string {
  const text = level.trim();
  if (/^[+-]?\d+([.,]\d+)?$/.test(text)) return String(Number(text.replace(",", ".")));
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/** Logarithm of how much likelier a rename makes two names than chance does; 0 where they say nothing. Names that differ in digits alone are two things: "model 12" is not "model 13". */
export function likenessOfNames(from: string, to: string): number {
  const [a, b] = [plainName(from), plainName(to)];
  if (a === b && a !== "") return Math.log(1000);
  if (a.replaceAll(/\d/g, "") === b.replaceAll(/\d/g, "") || a === "" || b === "") return 0;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short[0] === long[0] && isSubsequence(short, long)) return Math.log(short.length === 1 ? 8 : 20);
  return long.length >= 4 && editDistance(a, b) <= long.length / 3 ? Math.log(20) : 0;
}

function isSubsequence(short: string, long: string): boolean {
  let at = 0;
  for (const letter of long) if (letter === short[at]) at += 1;
  return at === short.length;
}

/** Letters to put in, take out or change. [Levenshtein 1966] */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (const [index, letter] of Array.from(a).entries()) {
    const next = [index + 1];
    for (let place = 1; place <= b.length; place++)
      next.push(Math.min((row[place] ?? 0) + 1, (next[place - 1] ?? 0) + 1, (row[place - 1] ?? 0) + (letter === b[place - 1] ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}
