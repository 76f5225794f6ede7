const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether a `Host` header names us: loopback or one of `allowed` (names without port, lower case). A page elsewhere whose name was made to point at loopback (DNS rebinding) names its own. */
export function allowedHost(host: string | undefined, allowed: ReadonlySet<string>): boolean {
  const name = hostName(host);
  return name !== undefined && (LOOPBACK.has(name) || allowed.has(name));
}

/** Whether a request that changes something may come from this `Origin`: from no page at all, or from one of ours. */
export function allowedOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}

function hostName(host: string | undefined): string | undefined {
  return host !== undefined && URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : undefined;
}
