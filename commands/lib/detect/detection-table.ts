import { visibleLine } from "../../../visible-text.ts";
import type { Watched } from "./watch-column.ts";

/** What was detected, with whose definition and which parameters. */
export interface Detection extends Watched {
  readonly detector: string;
  readonly convention: string;
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
  /** Where it was asked instead of a threshold. */
  readonly falseAlarmEvery?: number;
}

/** Rows that are written out; JSON has them all. */
const MOST_WRITTEN = 20;

/** A detection in a few lines. */
export function detectionTable(
  { detector, convention, parameters, falseAlarmEvery, rows, missing, warnings, drifts }: Detection,
  column: string,
  file: string,
): string {
  const asked = falseAlarmEvery === undefined ? [] : [`one false alarm in ${falseAlarmEvery.toLocaleString("en-US")} values`];
  const settings = [...Object.entries(parameters).map(([name, value]) => `${name} ${String(value)}`), ...asked];
  return [
    `${detector} (${convention}; ${settings.join(", ")}) over ${visibleLine(column)} of ${visibleLine(file)}`,
    `rows      ${rows.toLocaleString("en-US")}${missing === 0 ? "" : `, of which ${missing.toLocaleString("en-US")} without a value were passed over`}`,
    `warnings  ${listed(warnings)}`,
    `drifts    ${listed(drifts)}`,
    "",
  ].join("\n");
}

function listed(found: readonly number[]): string {
  if (found.length === 0) return "none";
  const more = found.length - MOST_WRITTEN;
  return `${found.length.toLocaleString("en-US")}, at row ${found.slice(0, MOST_WRITTEN).join(", ")}${more > 0 ? ` and ${more.toLocaleString("en-US")} more` : ""}`;
}
