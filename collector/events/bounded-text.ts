import { createHash } from "node:crypto";

/** Longest request id, bytes of UTF-8. */
export const ID_BYTES = 256;
/** Longest name of a model, version or variant, bytes of UTF-8. */
export const NAME_BYTES = 176;
const HASH_CHARACTERS = 32;

/**
 * A text of at most so many bytes of UTF-8: longer ones become their beginning, "~" and 32 hexadecimal digits of their SHA-256, so that equal ones stay equal and others do not become so.
 * Wherever an id comes in, from traffic or with a label, this is what is kept, so that they still find each other. A lone surrogate becomes U+FFFD.
 */
export function boundedText(text: string, maxBytes: number): string {
  // No character takes more than three bytes a unit: most texts need no look at all.
  if (text.length * 3 <= maxBytes && text.isWellFormed()) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return bytes.toString();
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, HASH_CHARACTERS);
  return `${bytes.subarray(0, characterEnd(bytes, maxBytes - HASH_CHARACTERS - 1)).toString()}~${hash}`;
}

/** The last place at or before `at` where a character begins. */
function characterEnd(bytes: Buffer, at: number): number {
  let end = at;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return end;
}
