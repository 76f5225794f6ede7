import type { Message, Protocol } from "../wire/protocol.ts";

/** The protocol of an exchange among those that have its path: the one that it looks most like, of equals the first. Undefined when none has the path. */
export function detectProtocol(candidates: readonly Protocol[], request: Message, response: Message): Protocol | undefined {
  let best: { readonly protocol: Protocol; readonly likeness: number } | undefined;
  if (candidates.length < 2) return candidates[0];
  for (const protocol of candidates) {
    const likeness = likenessOf(protocol, request, response);
    if (best === undefined || likeness > best.likeness) best = { protocol, likeness };
  }
  return best?.protocol;
}

/** A body that cannot be read looks like nothing. */
function likenessOf(protocol: Protocol, request: Message, response: Message): number {
  try {
    return protocol.likeness(request, response);
  } catch {
    return 0;
  }
}
