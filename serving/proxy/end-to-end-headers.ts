const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const CONNECTION = "connection";
const ANSWERED_HERE = new Set(["expect"]);

/** A raw header list without what belongs to one connection only (RFC 9110 section 7.6.1), named ones of `Connection` included. The rest keeps order, case and repetition. */
export function endToEndHeaders(raw: readonly string[]): string[] {
  const named = connectionNamed(raw);
  const kept: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? "";
    const lower = name.toLowerCase();
    if (!HOP_BY_HOP.has(lower) && !ANSWERED_HERE.has(lower) && !named?.has(lower)) kept.push(name, raw[i + 1] ?? "");
  }
  return kept;
}

/** Of all `Connection` lines. */
function connectionNamed(raw: readonly string[]): Set<string> | undefined {
  let named: Set<string> | undefined;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const value = raw[i + 1] ?? "";
    if (raw[i]?.length !== CONNECTION.length || raw[i]?.toLowerCase() !== CONNECTION || /^(keep-alive|close)$/i.test(value)) continue;
    named ??= new Set();
    for (const name of value.split(",")) named.add(name.trim().toLowerCase());
  }
  return named;
}
