import type { Random } from "../../analyzers/statistics/random.ts";
import { pick } from "./attack.ts";

/** Texts that break what does not expect them. */
const TEXTS = [
  "",
  "a",
  "\u0000",
  "\ud800",
  "\u202e",
  "__proto__",
  "constructor",
  "NaN",
  "1e999",
  "-0",
  "é".repeat(300),
  "x".repeat(5_000),
  "../..",
  '"\\',
  "😀",
  "\r\n\r\n",
];
const NUMBERS = ["0", "-1", "1e308", "1e999", "NaN", "-Infinity", "9007199254740993", "1e-320", "0x10", "00", "4294967296"];

/** JSON, or nearly: deep, wide, of odd types, cut off. @param keys that somebody may look for */
export function hostileJson(random: Random, keys: readonly string[]): string {
  const text = jsonValue(random, keys, 0);
  const kind = random();
  if (kind < 0.1) return text.slice(0, Math.floor(random() * text.length));
  if (kind < 0.15) return pick(random, ["[", '{"a":']).repeat(1 + Math.floor(random() * 20_000)) + text;
  if (kind < 0.2) return `[${Array.from({ length: 1 + Math.floor(random() * 400) }, (_, i) => `{"k${i}":${pick(random, NUMBERS)}}`).join(",")}]`;
  if (kind < 0.25) return `[${`${pick(random, ["1", "{}", "[]", '""', "null"])},`.repeat(Math.floor(random() * 20_000))}1]`;
  return text;
}

function jsonValue(random: Random, keys: readonly string[], depth: number): string {
  const kind = random();
  if (depth > 4 || kind < 0.3) return pick(random, [...NUMBERS.slice(0, 3), "true", "null", JSON.stringify(pick(random, TEXTS)), pick(random, NUMBERS)]);
  const parts = Array.from({ length: Math.floor(random() * 5) }, () => jsonValue(random, keys, depth + 1));
  if (kind < 0.6) return `[${parts.join(",")}]`;
  return `{${parts.map((part) => `${JSON.stringify(random() < 0.7 ? pick(random, keys) : pick(random, TEXTS))}:${part}`).join(",")}}`;
}
