import { pathPart } from "./path-part.ts";
import type { Route } from "./protocol.ts";

/** Last words of paths that people give to a model of their own. */
const PLAIN =
  /\/(?:predict(?:ions?|_proba)?|invocations|score|infer(?:ence)?|classify|regress|forecast|rank|embed|detect)(?:\/(?:batch|batched|single|many|one))?\/?$/;

export function isPlainPath(path: string): boolean {
  return PLAIN.test(path);
}

/** Model and version of a path by its pattern's groups of these names. */
export function routeBy(pattern: RegExp, path: string): Route | undefined {
  const match = pattern.exec(path);
  if (match === null) return undefined;
  const { model, version, id } = match.groups ?? {};
  return {
    ...(model === undefined ? {} : { model: pathPart(model) }),
    ...(version === undefined ? {} : { version: pathPart(version) }),
    ...(id === undefined ? {} : { requestId: pathPart(id) }),
  };
}
