const expressions = new Map<string, RegExp>();

/** Whether a name fits a pattern of the configuration: case does not count, `*` stands for any text. Patterns are remembered: there are few. */
export function fitsPattern(pattern: string, name: string): boolean {
  let expression = expressions.get(pattern);
  if (expression === undefined) {
    const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/\*+/g, ".*");
    expressions.set(pattern, (expression = new RegExp(`^${escaped}$`, "is")));
  }
  return expression.test(name);
}
