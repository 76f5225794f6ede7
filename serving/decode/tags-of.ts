import { boundedText, NAME_BYTES } from "../../collector/events/bounded-text.ts";
import { parseJsonPath, valueAt } from "../wire/json-path.ts";
import type { Message } from "../wire/protocol.ts";

const HEADER = "tidemark-tag-";
/** Tags that one request may have. */
const MOST = 16;

/** Where in a request's body a tag is told. */
export interface TagPath {
  readonly name: string;
  /** As `payload.customer.tenant`. */
  readonly path: string;
}

/** Context that is no feature (tenant, region, client): each `tidemark-tag-<name>` header, and what lies at the declared paths of a JSON body. At most 16; text, numbers and truth values only, of at most 176 bytes. */
export function tagsOf(request: Message, paths: readonly TagPath[]): Readonly<Record<string, string>> {
  const said = [...request.headers]
    .filter(([name]) => name.startsWith(HEADER) && name.length > HEADER.length)
    .map(([name, value]) => [name.slice(HEADER.length), value] as const);
  const told = paths.length === 0 ? [] : fromBody(request, paths);
  return Object.fromEntries([...told, ...said].slice(0, MOST).map(([name, value]) => [boundedText(name, NAME_BYTES), boundedText(value, NAME_BYTES)]));
}

function fromBody(request: Message, paths: readonly TagPath[]): (readonly [string, string])[] {
  const body = jsonOf(request);
  return paths.flatMap(({ name, path }) => {
    const value = valueAt(body, parseJsonPath(path));
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? [[name, String(value)] as const] : [];
  });
}

/** A body that is no JSON tells no tags. */
function jsonOf(request: Message): unknown {
  try {
    return request.json("a request");
  } catch {
    return undefined;
  }
}
