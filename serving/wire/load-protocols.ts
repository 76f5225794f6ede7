import { fileURLToPath } from "node:url";
import { TidemarkError } from "../../errors.ts";
import { loadPlugins } from "../../plugins.ts";
import { jsonProtocol } from "../protocols/json.ts";
import type { JsonMapping } from "./json-mapping.ts";
import type { Protocol } from "./protocol.ts";

/** What is said of a model server's protocol. */
export interface ProtocolChoice {
  /** A protocol's name, or `auto`. */
  readonly protocol: string;
  /** Of `auto`: only these. */
  readonly among?: readonly string[];
  /** Of plain JSON: where what is. */
  readonly json?: JsonMapping | undefined;
}

/** The protocols that are meant: all of them for `auto`, else the one of that name. The plainest comes last, since it takes what others would.
 * @throws TidemarkError `config` when there is none of that name. */
export async function loadProtocols({ protocol: name, among, json }: ProtocolChoice): Promise<readonly Protocol[]> {
  const all = await loadPlugins<Protocol>(fileURLToPath(new URL("../protocols/", import.meta.url)));
  const chosen = all.filter((protocol) => (name === "auto" ? (among?.includes(protocol.name) ?? true) : protocol.name === name));
  if (chosen.length === 0)
    throw new TidemarkError("config", `choosing a protocol: "${name}" is unknown; expected auto or one of ${all.map((protocol) => protocol.name).join(", ")}`);
  const last = chosen.toSorted((a, b) => Number(a.name === "json") - Number(b.name === "json"));
  return json === undefined ? last : last.map((protocol) => (protocol.name === "json" ? jsonProtocol(json) : protocol));
}
