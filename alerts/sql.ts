import { readFileSync } from "node:fs";

/** The text of a query in `sql/`, by its name without the ending. */
export function sql(name: string): string {
  return readFileSync(new URL(`./sql/${name}.sql`, import.meta.url), "utf8");
}
