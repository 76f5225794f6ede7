import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";

/** Tidemark's own version, which findings carry: another one may judge otherwise. */
export const CODE_VERSION: string = versionIn(findPackageJSON("..", import.meta.url));

function versionIn(manifest: string | undefined): string {
  return manifest === undefined ? "" : (JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string }).version;
}
