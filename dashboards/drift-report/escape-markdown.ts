import { printable } from "./printable.ts";

/** What means something in GitHub-flavoured Markdown, within tables too. */
const MEANINGFUL = /[\\`*_{}[\]<>#|~&$]/g;
/** What GitHub makes a mention, a reference or a link of, wherever it stands. */
const LINKED = /(@|#|:\/\/|www\.)(?=[\p{L}\p{N}])/gu;
const WORD_JOINER = "\u2060";

/** Text from outside as itself in GitHub-flavoured Markdown: one line, no markup, and nobody is mentioned. */
export function escapeMarkdown(text: string): string {
  const line = printable(text).replaceAll(LINKED, `$1${WORD_JOINER}`);
  return line.replaceAll(MEANINGFUL, (character) => (character === "<" ? "&lt;" : character === ">" ? "&gt;" : character === "&" ? "&amp;" : `\\${character}`));
}

/** A name as code, in a table too; a backtick in it lengthens the fence. */
export function codeSpan(text: string): string {
  const line = printable(text).replaceAll("|", "\\|");
  const fence = "`".repeat(1 + Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const space = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${space}${line}${space}${fence}`;
}
