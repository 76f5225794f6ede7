import { fileURLToPath } from "node:url";
import { loadPlugins } from "../../plugins.ts";
import type { Protocol } from "./protocol.ts";

/** In the order in which `auto` asks them: the plainest last, since it takes what others would. */
export async function loadProtocols(): Promise<readonly Protocol[]> {
  const protocols = await loadPlugins<Protocol>(fileURLToPath(new URL("../protocols/", import.meta.url)));
  return protocols.toSorted((a, b) => Number(a.name === "json") - Number(b.name === "json"));
}
