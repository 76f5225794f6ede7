import type { Monitored } from "../../analyzers/monitoring/analyzer.ts";
import { analyzerBudget } from "../../analyzers/monitoring/budget.ts";
import { NO_BOOKS } from "../../analyzers/monitoring/coverage.ts";
import type { DaySums } from "../../analyzers/decay/decay-window.ts";
import { judgeDecay } from "../../analyzers/decay/judge-decay.ts";
import { judgeWindows } from "../../analyzers/drift/judge-windows.ts";
import type { WindowRequests } from "../../analyzers/errors/error-window.ts";
import { judgeErrors } from "../../analyzers/errors/judge-errors.ts";
import { ANALYZERS, type AnalyzerName, type Finding } from "../../analyzers/findings/finding.ts";
import { type Judgement, makeFinding } from "../../analyzers/findings/make-finding.ts";
import { judgeLoad } from "../../analyzers/load/judge-load.ts";
import type { EarlierLoad } from "../../analyzers/load/load-window.ts";
import { BadSoFar } from "../../analyzers/monitoring/bad-windows.ts";
import { ERROR_CLASSES } from "../../collector/events/request-event.ts";
import { replayAlerts } from "../../alerts/lifecycle/replay-alerts.ts";
import { DEFAULT_RULES } from "../../alerts/lifecycle/rule.ts";
import { dayEffects, simulateRows, sumsOf } from "../../test/analyzers/decay/simulate.ts";
import { DAY, monitoredOf, START, windowOf } from "../../test/analyzers/drift/synthetic.ts";
import { GENERATED_COLUMNS } from "./generated-columns.ts";
import { SEEDS } from "./null-alarms.ts";
import { FILE_DAYS, inOneBlock } from "./one-block.ts";
import { poissonUpper } from "./poisson-upper.ts";
import type { Progress } from "./progress.ts";
import { Random } from "./random.ts";
import { type DayEffects, trafficDays } from "./traffic.ts";

const HOUR = 3_600_000;
const MONTH_DAYS = 30;
const MONTHS_A_BASELINE = 5;
const COLUMNS = 10;
/** Days of traffic before the first that is judged, from which errors and load learn. */
const WARM_DAYS = 7;
const CONTEXT = { ...NO_BOOKS, maxCpuShare: 0, maxEventLoopDelayMs: 0, maxQueueDepth: 0, nodeSamples: 0 };
/** Buckets of 10 ms and of 500 ms. */
const [FAST, SLOW] = [27, 72];

/** How days and hours differ, though nothing changes. */
interface Unrest {
  readonly name: string;
  readonly days: DayEffects | "hours";
  /** Standard deviation of a day's effect on labels, and its correlation with yesterday's. */
  readonly labels: readonly [number, number];
  /** Standard deviation of an hour's rate of failure over its mean of 2 %: 0 or 1. */
  readonly bursts: 0 | 1;
  /** Length of spells of slow seconds, which are 3 % of the time in the mean. */
  readonly spellSeconds: number;
  /** Rows a day, as many of them labelled, and requests an hour; 200 where nothing is said. */
  readonly rows?: number;
}

/** A kind of unrest on a baseline of so many days; of one, all in one block. */
interface Cell extends Unrest {
  readonly baselineDays: number;
}

const QUIET = { days: "none", labels: [0, 0], bursts: 0, spellSeconds: 1 } as const;
const CELLS: readonly Unrest[] = [
  { ...QUIET, name: "independent: independent days, constant 2 % failures, slow spells of 1 s" },
  { name: "AR .5: correlated days, bursty failures, slow spells of 60 s", days: "correlated", labels: [0.03, 0.5], bursts: 1, spellSeconds: 60 },
  { ...QUIET, name: "AR .9: days that are much like yesterday", days: { yesterday: 0.9 }, labels: [0.03, 0.9] },
  { ...QUIET, name: "weekend: weekends that are not like the week", days: "weekends" },
  { ...QUIET, name: "hours: hourly windows with a clock swing of 2 standard deviations", days: "hours" },
  { ...QUIET, name: "bursty: failures in bursts, slow spells of 60 s", bursts: 1, spellSeconds: 60 },
  { ...QUIET, name: "low: 20 rows a day, as many labels, 20 requests an hour", rows: 20 },
];

/** Months of one model under all four analyzers in which nothing changes: alerts that start firing under the default rules, as people get them, beside the N asked (1). @param asked the cells' first words, `all` for all of them */
export async function jointMonths(months: number, blocks: readonly number[], asked: string, progress: Progress): Promise<object> {
  const chosen = CELLS.filter(({ name }) => asked === "all" || asked.split(";").includes(name.split(":")[0] ?? ""));
  const cells = [];
  for (const baselineDays of blocks)
    for (const unrest of chosen) {
      const cell: Cell = { ...unrest, baselineDays };
      const fired: AnalyzerName[] = [];
      for (let month = 0; month < months; month += MONTHS_A_BASELINE) {
        fired.push(...alertsOf(cell, new Random(SEEDS[0], 1000 * month + baselineDays, CELLS.indexOf(unrest)), SEEDS[1] + month));
        progress(`joint, ${baselineDays} blocks, ${cell.name}: ${month + MONTHS_A_BASELINE} of ${months} months, ${fired.length} alerts`);
      }
      const by = Object.fromEntries(ANALYZERS.map((analyzer) => [analyzer, fired.filter((one) => one === analyzer).length]));
      const ran = Math.ceil(months / MONTHS_A_BASELINE) * MONTHS_A_BASELINE;
      const alertsAMonth = Number((fired.length / ran).toFixed(3));
      const upper95 = Number((poissonUpper(fired.length) / ran).toFixed(3));
      cells.push({ cell: cell.name, baselineDays, asked: 1, months: ran, alerts: fired.length, alertsAMonth, upper95, by });
    }
  return Promise.resolve({ columns: COLUMNS, rowsADay: ROWS, labelledADay: ROWS, requestsAnHour: ROWS, cells });
}

/** Rows a day, labels a day, requests an hour. */
const ROWS = 200;

function alertsOf(cell: Cell, random: Random, seed: number): readonly AnalyzerName[] {
  const days = MONTHS_A_BASELINE * MONTH_DAYS;
  const [rows, first] = [cell.rows ?? ROWS, cell.baselineDays === 1 ? FILE_DAYS : cell.baselineDays];
  const drift = cell.days === "hours" ? hourlyDrift(first, days, random) : dailyDrift(cell, cell.days, first, days, random);
  const uniform = (): number => random.uniform();
  const effects = dayEffects(first + days, ...cell.labels, uniform);
  const labelled = effects.map((effect) => simulateRows(rows, effect, uniform));
  const baselineRows = cell.baselineDays === 1 ? [labelled.slice(0, first).flat()] : labelled.slice(0, first);
  const schema = { ...drift.monitored.schema, task: "binary" as const, score: "p" };
  const monitored = { ...drift.monitored, schema, baseline: { ...drift.monitored.baseline, performance: baselineRows.map(sumsOf) } };
  const end = START + first * DAY;
  const findings = [
    ...drift.findings,
    ...decayFindings(monitored, end, labelled.slice(first).map(sumsOf), rows),
    ...hourFindings(monitored, end, cell, days, new Random(seed)),
  ];
  const dated = findings.map((finding) => ({ ...finding, judgedTime: finding.windowEnd }));
  return replayAlerts(dated, DEFAULT_RULES).flatMap(({ alert, kind }) => (kind === "fired" ? [alert.analyzer] : []));
}

interface Drift {
  readonly monitored: Monitored;
  readonly findings: readonly Finding[];
}

function dailyDrift({ baselineDays, rows = ROWS }: Cell, effects: DayEffects, first: number, days: number, random: Random): Drift {
  const traffic = trafficDays(GENERATED_COLUMNS.slice(0, COLUMNS), first + days, rows, effects, random);
  const before = traffic.slice(0, first);
  const made = monitoredOf(baselineDays === 1 ? [inOneBlock(before)] : before);
  const windows = traffic.slice(first).map((day, number) => windowOf(made, day, first + number));
  return { monitored: made, findings: judgeWindows(made, windows, 0, 0).map(slim) };
}

/** Hourly windows of 150 rows of normal columns that go up and down with the clock. */
function hourlyDrift(first: number, days: number, random: Random): Drift {
  const hours = Array.from({ length: 24 * (first + days) }, (_, hour) => {
    const level = 2 * Math.sin((2 * Math.PI * hour) / 24);
    return Object.fromEntries(Array.from({ length: COLUMNS }, (__, column) => [`x${column}`, Array.from({ length: 150 }, () => level + random.normal())]));
  });
  const daily = monitoredOf(hours.slice(0, 24 * first), { drift: { window: "1h" } });
  const at = (hour: number): { start: number; end: number } => ({ start: START + hour * HOUR, end: START + (hour + 1) * HOUR });
  const blocks = daily.baseline.blocks.map((block, hour) => ({ ...block, ...at(hour) }));
  const monitored = { ...daily, baseline: { ...daily.baseline, blocks } };
  const windows = hours.slice(24 * first).map((rows, hour) => ({ ...windowOf(monitored, rows, 0), window: at(24 * first + hour) }));
  return { monitored, findings: judgeWindows(monitored, windows, 0, 0).map(slim) };
}

function decayFindings(monitored: Monitored, endOfBaseline: number, labelled: readonly DaySums["sums"][], rows: number): readonly Finding[] {
  return Array.from({ length: Math.floor(labelled.length / 7) }, (_, week) => {
    const window = { start: endOfBaseline + 7 * week * DAY, end: endOfBaseline + 7 * (week + 1) * DAY };
    const history = labelled.slice(Math.max(0, 7 * (week - 12)), 7 * (week + 1)).map((sums, day): DaySums => {
      const start = endOfBaseline + (Math.max(0, 7 * (week - 12)) + day) * DAY;
      return { day: start, window: start >= window.start ? window.start : 0, sums };
    });
    const alpha = analyzerBudget(monitored.config.falseAlarmsPerMonth, window.end - window.start);
    const books = { ...NO_BOOKS, predicted: 7 * rows };
    const days = history.filter(({ day }) => day >= window.start);
    return judgeDecay({ monitored, window, labelsUntil: window.end, books, days, history, cohorts: [], alpha }).map((one) =>
      makeFinding("decay", monitored, window, 0, one),
    );
  }).flat();
}

/** Errors and load of every hour, each from what the hours before were found to be. */
function hourFindings(monitored: Monitored, endOfBaseline: number, unrest: Unrest, days: number, random: Random): readonly Finding[] {
  const alpha = analyzerBudget(monitored.config.falseAlarmsPerMonth, HOUR);
  const failing = new BadSoFar(["all", ...ERROR_CLASSES], []);
  const degraded = new BadSoFar(["latency", "saturation"], []);
  const requests: WindowRequests[] = [];
  const loads: EarlierLoad[] = [];
  const findings: Finding[] = [];
  const state = { slow: false };
  for (let hour = -24 * WARM_DAYS; hour < 24 * days; hour += 1) {
    const window = { start: endOfBaseline + hour * HOUR, end: endOfBaseline + (hour + 1) * HOUR };
    const current = requestsOf(window.start, unrest, random);
    const load = loadOf(window.start, unrest, state, random);
    if (hour >= 0) {
      const [from, base] = [-24 * WARM_DAYS, { monitored, window, alpha }];
      const errors = judgeErrors({ ...base, current, history: requests.slice(from), failing: failing.bySubject, ledger: NO_BOOKS });
      const loaded = judgeLoad({ ...base, load, before: loads.slice(from), degraded: degraded.bySubject, context: CONTEXT });
      const named = (analyzer: "errors" | "load", judged: readonly Judgement[]): readonly Finding[] =>
        judged.map((one) => makeFinding(analyzer, monitored, window, 0, one));
      failing.add(named("errors", errors));
      degraded.add(named("load", loaded));
      findings.push(...named("errors", errors).map(slim), ...named("load", loaded).map(slim));
    }
    requests.push(current);
    loads.push(load);
  }
  return findings;
}

/** Half a year of hours has to fit in memory. */
const slim = (finding: Finding): Finding => ({ ...finding, inputs: {}, evidence: { checks: [] } });

function requestsOf(start: number, { bursts, rows = ROWS }: Unrest, random: Random): WindowRequests {
  const rate = bursts === 0 ? 0.02 : Math.min(1, 0.02 * random.exponential());
  const failed = Array.from({ length: rows }, () => random.uniform()).filter((draw) => draw < rate).length;
  const failures = failed === 0 ? [] : [{ errorClass: "server" as const, requests: failed, firstTime: start, example: "" }];
  return { start, requests: rows, failures };
}

function loadOf(start: number, { spellSeconds, rows = ROWS }: Unrest, state: { slow: boolean }, random: Random): EarlierLoad {
  let slow = 0;
  for (let request = 0; request < rows; request += 1) {
    // Between two requests some seconds pass: a chain of spells, sampled that far apart.
    const stays = Math.exp(-3600 / rows / spellSeconds / 0.97);
    if (random.uniform() >= stays) state.slow = random.uniform() < 0.03;
    if (state.slow) slow += 1;
  }
  const counts = { requests: rows, judged: rows, slow: 0, seconds: rows, refused: 0, saturated: 0, maxInFlight: 1 };
  const histogram = [[FAST, rows - slow] as const, ...(slow === 0 ? [] : [[SLOW, slow] as const])];
  return { ...counts, start, rows: rows, latencies: [null, null, null], maxQueueMs: 0, histogram };
}
