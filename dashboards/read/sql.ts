import { readFileSync } from "node:fs";

/** The text of a `.sql` file beside this one. */
export function sql(name: string): string {
  return readFileSync(new URL(`${name}.sql`, import.meta.url), "utf8");
}
