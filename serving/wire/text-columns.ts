import type { Column } from "./protocol.ts";

/** What is told of texts in their place: characters, words, and the shares of them that are digits or not ASCII. */
export function textColumns(name: string, texts: readonly string[]): Column[] {
  const counts = texts.map(countsOf);
  return [
    { name: `${name}_characters`, values: texts.map((text) => text.length) },
    { name: `${name}_words`, values: texts.map((text) => text.match(/\S+/g)?.length ?? 0) },
    { name: `${name}_digits`, values: counts.map(({ digits }, i) => share(digits, texts[i])) },
    { name: `${name}_beyond_ascii`, values: counts.map(({ beyondAscii }, i) => share(beyondAscii, texts[i])) },
  ];
}

/** Two halves of a character are one. */
function countsOf(text: string): { readonly digits: number; readonly beyondAscii: number } {
  let digits = 0;
  let beyondAscii = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x30 && code <= 0x39) digits += 1;
    else if (code > 0x7f && !isSecondHalf(text, i)) beyondAscii += 1;
  }
  return { digits, beyondAscii };
}

function isSecondHalf(text: string, at: number): boolean {
  return at > 0 && (text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
}

/** Of no text 0. */
function share(count: number, text = ""): number {
  return text === "" ? 0 : count / text.length;
}
