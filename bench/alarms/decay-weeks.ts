import type { DaySums } from "../../analyzers/decay/decay-window.ts";
import { judgeDecay } from "../../analyzers/decay/judge-decay.ts";
import { analyzerBudget } from "../../analyzers/monitoring/budget.ts";
import { NO_BOOKS } from "../../analyzers/monitoring/coverage.ts";
import { DAY_MS, dayEffects, monitoredWith, simulateRows, sumsOf } from "../../test/analyzers/decay/simulate.ts";
import { binomialInterval } from "./binomial-interval.ts";
import type { Progress } from "./progress.ts";
import { Random } from "./random.ts";

const ROWS = 200;
const WEEKS = 12;
const START = Date.UTC(2024, 0, 1);

/** Standard deviation of what a day adds to each row's chance, and its correlation with yesterday's. */
const TRAFFIC = { "independent days": [0, 0], "day effects of .04, correlation .5": [0.04, 0.5] } as const;

/**
 * Weeks in which nothing changes, twelve after each fresh baseline, judged by decay with the smallest effect that matters set to 0: the share in which any check calls decay, beside the budget of a week.
 * Baselines of under eight days are replaced by the days of traffic before a week; weeks without eight of these are not judged and not counted.
 */
export function decayWeeks(blocks: readonly number[], models: number, seed: number, progress: Progress): Promise<object> {
  const cells = [];
  for (const [name, [deviation, correlation]] of Object.entries(TRAFFIC))
    for (const days of blocks) {
      const [alarms, by] = [{ weeks: 0, called: 0 }, new Map<string, number>()];
      for (let model = 0; model < models; model += 1) {
        const random = new Random(seed, days, model);
        const uniform = (): number => random.uniform();
        const sums = dayEffects(days + 7 * WEEKS, deviation, correlation, uniform).map((effect) => sumsOf(simulateRows(ROWS, effect, uniform)));
        for (const subjects of calledWeeks(sums, days)) {
          if (subjects === null) continue;
          alarms.weeks += 1;
          alarms.called += Number(subjects.length > 0);
          for (const subject of subjects) by.set(subject, (by.get(subject) ?? 0) + 1);
        }
        progress(`decay, ${name}, ${days} days: ${model + 1} of ${models} models, ${alarms.called} of ${alarms.weeks} weeks called`);
      }
      const [low, high] = binomialInterval(alarms.called, alarms.weeks);
      cells.push({
        traffic: name,
        days,
        ...alarms,
        share: alarms.called / alarms.weeks,
        low,
        high,
        asked: analyzerBudget(1, 7 * DAY_MS),
        by: Object.fromEntries(by),
      });
    }
  return Promise.resolve({ rowsADay: ROWS, cells });
}

/** What was called in each week; null where it was not judged. */
function calledWeeks(sums: readonly DaySums["sums"][], baselineDays: number): readonly (readonly string[] | null)[] {
  const monitored = monitoredWith(sums.slice(0, baselineDays), { minEffect: 0 });
  const all = sums.map((day, index): Omit<DaySums, "window"> => ({ day: START + index * DAY_MS, sums: day }));
  return Array.from({ length: WEEKS }, (_, week) => {
    const window = { start: START + (baselineDays + 7 * week) * DAY_MS, end: START + (baselineDays + 7 * (week + 1)) * DAY_MS };
    const history = all
      .slice(Math.max(baselineDays, baselineDays + 7 * (week - 12)), baselineDays + 7 * (week + 1))
      .map((day): DaySums => ({ ...day, window: day.day >= window.start ? window.start : 0 }));
    const days = history.filter(({ day }) => day >= window.start);
    const books = { ...NO_BOOKS, predicted: 7 * ROWS };
    const judged = judgeDecay({ monitored, window, labelsUntil: window.end, books, days, history, cohorts: [], alpha: analyzerBudget(1, 7 * DAY_MS) });
    const performance = judged.filter(({ subject }) => subject !== "labels" && subject !== "staleness");
    return performance.length === 0 ? null : performance.filter(({ verdict }) => verdict === "decayed").map(({ subject }) => subject);
  });
}
