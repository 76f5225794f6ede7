import { fileURLToPath } from "node:url";
import { loadPlugins } from "../../../plugins.ts";
import type { MultivariateMethod } from "./method.ts";

/** Every multivariate method, by name. */
export function multivariateMethods(): Promise<readonly MultivariateMethod[]> {
  return loadPlugins<MultivariateMethod>(fileURLToPath(new URL("methods", import.meta.url)));
}
