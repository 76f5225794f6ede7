import { readdirSync, readFileSync } from "node:fs";
import { FROM, TO } from "./two-models.ts";

const FOLDER = new URL("../../../deploy/grafana/", import.meta.url);

export interface Target {
  readonly rawSql: string;
  readonly expr?: string;
  readonly format: number;
  readonly queryType: string;
  readonly editorType: string;
}

export interface BoardPanel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly description: string;
  readonly datasource: { readonly uid: string };
  readonly targets: readonly Target[];
  readonly options: { readonly legend?: { readonly showLegend: boolean } };
  readonly fieldConfig: {
    readonly defaults: {
      readonly unit?: string;
      readonly displayName?: string;
      readonly thresholds: { readonly steps: readonly { readonly value: number | null; readonly color: string }[] };
      readonly links?: readonly { readonly url: string }[];
    };
    readonly overrides: readonly {
      readonly matcher: { readonly options: string };
      readonly properties: readonly { readonly id: string; readonly value: unknown }[];
    }[];
  };
}

export interface Board {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly BoardPanel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string; readonly query: string }[] };
  readonly annotations: { readonly list: readonly { readonly name: string; readonly target: Target }[] };
}

/** The dashboards that are checked in, by their files' names. */
export const boards: readonly (readonly [name: string, board: Board])[] = readdirSync(new URL("dashboards/", FOLDER))
  .toSorted()
  .map((file) => [file.replace(".json", ""), JSON.parse(readFileSync(new URL(`dashboards/${file}`, FOLDER), "utf8")) as Board]);

/** Seconds of one interval of a chart. */
export const INTERVAL = 600;

/** What Grafana and its ClickHouse plugin make of variables and macros, for these models and the period of `two-models.ts`. */
export function expanded(sql: string, models: readonly string[], period: readonly [from: number, to: number] = [FROM, TO]): string {
  const [from, to] = period.map((time) => `toDateTime(${Math.floor(time / 1000)})`);
  const quoted = (values: readonly string[]): string => values.map((value) => `'${value.replaceAll("'", "\\'")}'`).join(",");
  return sql
    .replaceAll(/\$__conditionalAll\(([^$]*\$\{subject:singlequote\}\)), \$subject\)/g, "$1")
    .replaceAll(/\$__timeFilter\((\w+)\)/g, `$1 >= ${from} AND $1 <= ${to}`)
    .replaceAll(/\$__timeInterval\((\w+)\)/g, `toStartOfInterval(toDateTime($1), INTERVAL ${INTERVAL} second)`)
    .replaceAll("$__interval_s", String(INTERVAL))
    .replaceAll("${model:singlequote}", quoted(models))
    .replaceAll("${subject:singlequote}", quoted(["age", "city"]));
}
