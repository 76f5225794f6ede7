/** The first value of a header, by its name in lower case. */
export function headerOf(raw: readonly string[], name: string): string | undefined {
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const candidate = raw[i];
    if (candidate?.length === name.length && candidate.toLowerCase() === name) return raw[i + 1];
  }
  return undefined;
}

/** All headers by lower-case name; repeated ones joined by ", ". */
export function headerMap(raw: readonly string[]): Map<string, string> {
  const map = new Map<string, string>();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? "").toLowerCase();
    const before = map.get(name);
    map.set(name, before === undefined ? (raw[i + 1] ?? "") : `${before}, ${raw[i + 1] ?? ""}`);
  }
  return map;
}

/** A list without pseudo-headers, as `:path`, which are HTTP/2's way to write a request's line and an answer's status. */
export function withoutPseudo(raw: readonly string[]): string[] {
  return raw.filter((_, i) => raw[i - (i % 2)]?.startsWith(":") !== true);
}
