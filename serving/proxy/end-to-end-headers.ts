import { headerOf } from "../wire/headers.ts";

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

function connectionNamed(raw: readonly string[]): Set<string> | undefined {
  const value = headerOf(raw, "connection");
  if (value === undefined || /^(keep-alive|close)$/i.test(value)) return undefined;
  return new Set(value.split(",").map((name) => name.trim().toLowerCase()));
}
