import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { incidentList, incidentsOf, type Incident } from "../../alerts/backtest/incident.ts";
import { messageOf, TidemarkError } from "../../errors.ts";

/** Reads a YAML or JSON list of known incidents. @throws TidemarkError `input` naming what is wrong, and what would be right. */
export async function readIncidents(file: string, timeZoneOf: (model: string | null) => string): Promise<readonly Incident[]> {
  const incidents = incidentsOf(await parseFile(file), timeZoneOf);
  const backwards = incidents.find(({ from, to }) => to <= from);
  if (backwards !== undefined)
    throw new TidemarkError("input", `reading the incidents ${file}: "${backwards.name}" ends before it begins; expected from before to`);
  return incidents;
}

async function parseFile(file: string): Promise<z.output<typeof incidentList>> {
  const values = await readFile(file, "utf8")
    .then((text) => parse(text) as unknown)
    .catch((thrown: unknown) => {
      throw new TidemarkError("input", `reading the incidents ${file}: ${messageOf(thrown)}`, { cause: thrown });
    });
  const parsed = incidentList.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new TidemarkError(
    "input",
    `reading the incidents ${file}, expected a list of {name, from, to} with model and subject where they are known: ${z.prettifyError(parsed.error)}`,
  );
}
