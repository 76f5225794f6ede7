/** What a query names, as the engine's own `EXPLAIN AST` prints it: kinds of nodes, functions and table functions, tables, and identifiers that may be tables (`x IN system.tables`). */
export interface SyntaxNames {
  readonly kinds: readonly string[];
  readonly functions: readonly string[];
  readonly tables: readonly string[];
  readonly identifiers: readonly string[];
}

const LINE = /^ *([\w:]+)(?: (.*?))??(?: \(alias .*\))?(?: \(children \d+\))?$/;

/** Reads the tree's text. Names are printed unquoted and as they are, so a name with a newline in it can only add lines, never hide one. A line of another form is a kind of its own. */
export function syntaxNames(text: string): SyntaxNames {
  const nodes = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => ({ kind: LINE.exec(line)?.[1] ?? line, name: LINE.exec(line)?.[2] ?? "" }));
  const named = (wanted: string): string[] => nodes.filter(({ kind }) => kind === wanted).map(({ name }) => name);
  return {
    kinds: [...new Set(nodes.map(({ kind }) => kind))],
    functions: named("Function"),
    tables: named("TableIdentifier"),
    identifiers: named("Identifier"),
  };
}
