import type { Column } from "./protocol.ts";

/** What is told of texts in their place: characters, words, and the shares of them that are digits or not ASCII. */
export function textColumns(name: string, texts: readonly string[]): Column[] {
  return [
    { name: `${name}_characters`, values: texts.map((text) => text.length) },
    { name: `${name}_words`, values: texts.map((text) => text.match(/\S+/g)?.length ?? 0) },
    { name: `${name}_digits`, values: texts.map((text) => share(text, /\d/g)) },
    { name: `${name}_beyond_ascii`, values: texts.map((text) => share(text, /[^\p{ASCII}]/gu)) },
  ];
}

/** Of no text 0. */
function share(text: string, pattern: RegExp): number {
  return text === "" ? 0 : (text.match(pattern)?.length ?? 0) / text.length;
}
