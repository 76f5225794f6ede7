import type { Monitored } from "../../analyzers/monitoring/analyzer.ts";
import { analyzerBudget } from "../../analyzers/monitoring/budget.ts";
import { judgeWindows } from "../../analyzers/drift/judge-windows.ts";
import type { WindowData } from "../../analyzers/drift/window-data.ts";
import { episodesOf, isBad } from "../../analyzers/findings/episodes.ts";
import { DAY, monitoredOf, windowOf } from "../../test/analyzers/drift/synthetic.ts";
import { GENERATED_COLUMNS } from "./generated-columns.ts";
import { SEEDS } from "./null-alarms.ts";
import type { Progress } from "./progress.ts";
import { Random } from "./random.ts";
import { type DayEffects, trafficDays } from "./traffic.ts";

const BASELINE_DAYS = 90;
const MONTH_DAYS = 30;
/** Months after one baseline; what a baseline is to be prepared costs as much as a year of verdicts. */
const MONTHS_A_BASELINE = 5;
const ROWS_A_DAY = 200;
/** False alarms a month asked of a model. */
const ASKED = [1, 4] as const;
const EFFECTS: readonly DayEffects[] = ["none", "correlated"];

interface MonthAlarms {
  /** Windows of a day in which anything would alert. */
  windows: number;
  /** Alerts that start firing: episodes, a column each. */
  alerts: number;
}

/** Months of unchanged traffic through the drift monitor, five to a baseline: how many alerts start firing, beside what was asked. */
export async function monitoredMonths(months: number, progress: Progress): Promise<object> {
  const cases = EFFECTS.flatMap((dayEffects) => ASKED.map((asked) => ({ dayEffects, asked, found: [] as MonthAlarms[] })));
  for (const dayEffects of EFFECTS)
    for (let month = 0; month < months; month += MONTHS_A_BASELINE) {
      const random = new Random(SEEDS[0], month, EFFECTS.indexOf(dayEffects));
      const days = trafficDays(GENERATED_COLUMNS, BASELINE_DAYS + MONTHS_A_BASELINE * MONTH_DAYS, ROWS_A_DAY, dayEffects, random);
      const monitored = monitoredOf(days.slice(0, BASELINE_DAYS), { drift: { minEffect: 0 } });
      const windows = days.slice(BASELINE_DAYS).map((day, number) => windowOf(monitored, day, BASELINE_DAYS + number));
      for (const one of cases)
        if (one.dayEffects === dayEffects)
          for (let first = 0; first < windows.length; first += MONTH_DAYS)
            one.found.push(
              judgeMonth({ ...monitored, config: { ...monitored.config, falseAlarmsPerMonth: one.asked } }, windows.slice(first, first + MONTH_DAYS)),
            );
      progress(`monitoring, day effects ${JSON.stringify(dayEffects)}: ${month + MONTHS_A_BASELINE} of ${months} months`);
    }
  return {
    months,
    baselineDays: BASELINE_DAYS,
    monthsABaseline: MONTHS_A_BASELINE,
    rowsADay: ROWS_A_DAY,
    columns: GENERATED_COLUMNS.length,
    minEffect: 0,
    cases: cases.map(({ dayEffects, asked, found }) => ({
      dayEffects,
      askedOfTheModel: asked,
      askedOfDrift: analyzerBudget(asked, DAY) * MONTH_DAYS,
      alertsAMonth: rate(
        found.reduce((sum, { alerts }) => sum + alerts, 0),
        months,
      ),
      windowsAMonth: rate(
        found.reduce((sum, { windows }) => sum + windows, 0),
        months,
      ),
      monthsWithAny: found.filter(({ windows }) => windows > 0).length,
    })),
  };
}

function judgeMonth(monitored: Monitored, windows: readonly WindowData[]): MonthAlarms {
  const findings = judgeWindows(monitored, windows, 0, 0);
  return { windows: new Set(findings.filter(isBad).map(({ windowStart }) => windowStart)).size, alerts: episodesOf(findings, 0).length };
}

function rate(count: number, months: number): number {
  return Number((count / months).toFixed(3));
}
