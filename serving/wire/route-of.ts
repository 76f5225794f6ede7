import type { Protocol, RequestLine, Route } from "./protocol.ts";

/**
 * What a request's head tells, by the first of the protocols that reads a model's name in it, else by the first that knows it; undefined: it is none of a model.
 * @param paths the model's only paths, where they are declared ("/score", "/v2/*"); empty: every path that a protocol knows. A path that could be anybody's is the model's where it is declared, or only one protocol can be meant.
 */
export function routeOf(protocols: readonly Protocol[], line: RequestLine, headers: readonly string[], paths: readonly string[]): Route | undefined {
  if (paths.length > 0 && !paths.some((path) => covers(path, line.path))) return undefined;
  const guesses = paths.length > 0 || protocols.length === 1;
  let known: Route | undefined;
  let guess: Route | undefined;
  for (const protocol of protocols) {
    const route = protocol.route(line, headers);
    if (route?.model !== undefined && route.guess !== true) return route;
    if (route?.guess === true) guess ??= route;
    else known ??= route;
  }
  return known ?? (guesses ? guess : undefined);
}

function covers(declared: string, path: string): boolean {
  return declared.endsWith("*") ? path.startsWith(declared.slice(0, -1)) : declared === path;
}
