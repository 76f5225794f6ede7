import type { Window } from "../windows/window.ts";
import { CODE_VERSION } from "./code-version.ts";
import type { AnalyzerName, Finding } from "./finding.ts";

/** What a verdict rests on beside the rows: the monitor's settings and its baseline. */
export interface JudgedBy {
  readonly config: {
    readonly timeZone: string;
    readonly falseAlarmsPerMonth: number;
    readonly minCoverage: number;
    readonly calendar: readonly object[];
  } & Readonly<Record<AnalyzerName, object>>;
  readonly baseline: { readonly id: string; readonly name: string };
}

/**
 * What a finding's column `inputs` keeps: with it, the baseline of that id and the store's rows, `tidemark verify` judges the window again, whatever the configuration says by then.
 * @param further what only this analyzer needs
 */
export function recordInputs(
  { config, baseline }: JudgedBy,
  analyzer: AnalyzerName,
  window: Window,
  further: Readonly<Record<string, unknown>> = {},
): Finding["inputs"] {
  return {
    codeVersion: CODE_VERSION,
    baseline: { id: baseline.id, name: baseline.name },
    window: { start: window.start, end: window.end },
    timeZone: config.timeZone,
    falseAlarmsPerMonth: config.falseAlarmsPerMonth,
    minCoverage: config.minCoverage,
    ...(config.calendar.length === 0 ? {} : { calendar: config.calendar }),
    parameters: config[analyzer],
    ...further,
  };
}
