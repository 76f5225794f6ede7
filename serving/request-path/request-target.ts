/** Where a request goes, or why it goes nowhere. */
export type RequestTarget = { readonly kind: "path"; readonly path: string } | { readonly kind: "refused"; readonly why: string };

const HOST_NAME = "host";
/** RFC 3986 section 3.2.2, with a port; it may be empty. */
const HOST = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/i;
const ABSOLUTE = /^https?:\/\/([^/?#]*)(.*)$/i;

/**
 * The path and query that a request line asks for (RFC 9112 section 3.2): as they stand in the origin form, without scheme and host in the absolute form. Every other form, more than one Host line or one that is no host,
 * and an absolute form that names another host than the Host line are refused: two readers would understand two things.
 * @param url the request line's target. @param rawHeaders [name, value, …]
 */
export function requestTarget(url: string, rawHeaders: readonly string[]): RequestTarget {
  let host: string | undefined;
  let hosts = 0;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    if (name?.length !== HOST_NAME.length || name.toLowerCase() !== HOST_NAME) continue;
    host ??= rawHeaders[i + 1];
    hosts += 1;
  }
  if (hosts > 1) return refused(`there are ${hosts} Host headers; expected one`);
  if (host !== undefined && !HOST.test(host))
    return refused(`the Host header "${host.slice(0, 100)}" is no host; expected a name or address, with or without a port`);
  if (url.startsWith("/")) return { kind: "path", path: url };
  const [, authority, rest = ""] = ABSOLUTE.exec(url) ?? [];
  if (authority === undefined) return refused(`the target "${url.slice(0, 100)}" is neither a path nor an address; expected a path`);
  if (host !== undefined && host.toLowerCase() !== authority.toLowerCase())
    return refused(`the target names the host "${authority.slice(0, 100)}", the Host header another; expected the same`);
  return { kind: "path", path: rest.startsWith("/") ? rest : `/${rest}` };
}

function refused(why: string): RequestTarget {
  return { kind: "refused", why };
}

/**
 * Whether a path climbs above where it begins, however a server may read it: dots and separators escaped once or several times, backslashes, parameters after a segment (`..;x`).
 * @param path with or without a query, which is not looked at
 */
export function climbsOut(path: string): boolean {
  let depth = 0;
  for (const segment of unescaped(path.split(/[?#]/, 1)[0] ?? "").split(/[/\\]/)) {
    const name = segment.split(";", 1)[0];
    if (name === "..") depth -= 1;
    else if (name !== "" && name !== ".") depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

/** Escapes of dots, separators and escapes themselves resolved until none is left. */
function unescaped(path: string): string {
  let text = path;
  for (;;) {
    const next = text.replaceAll(/%(2e|2f|5c|25|3b)/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    if (next === text) return text;
    text = next;
  }
}
