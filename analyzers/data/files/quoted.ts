/** A name as an identifier in SQL, whatever is in it. Names travel in the text, since thousands of parameters would not fit into a request's address. */
export function quoted(name: string): string {
  return `\`${escaped(name).replaceAll("`", "\\`")}\``;
}

/** A text as a literal in SQL. */
export function literal(text: string): string {
  return `'${escaped(text).replaceAll("'", "\\'")}'`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t").replaceAll("\0", "\\0");
}
