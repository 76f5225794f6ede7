import { readFileSync } from "node:fs";

/** The text of a query beside this file, by its name without the ending. */
export function sql(name: string): string {
  return readFileSync(new URL(`${name}.sql`, import.meta.url), "utf8");
}
