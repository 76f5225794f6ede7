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
import { poissonUpper } from "./poisson-upper.ts";
import type { Progress } from "./progress.ts";
import { Random } from "./random.ts";
import { trafficDays } from "./traffic.ts";

const HOUR = 3_600_000;
const MONTH_DAYS = 30;
const BASELINE_DAYS = 60;
const MONTHS_A_BASELINE = 5;
const [COLUMNS, ROWS_A_DAY, LABELLED_A_DAY, REQUESTS_AN_HOUR] = [10, 200, 200, 200];
/** Days of traffic before the first that is judged, from which errors and load learn. */
const WARM_DAYS = 7;
const CONTEXT = { ...NO_BOOKS, maxCpuShare: 0, maxEventLoopDelayMs: 0, maxQueueDepth: 0, nodeSamples: 0 };
/** Buckets of 10 ms and of 500 ms. */
const [FAST, SLOW] = [27, 72];

/** How days and hours differ, though nothing changes. */
interface Unrest {
  readonly name: string;
  readonly days: "none" | "correlated";
  /** Standard deviation of a day's effect on labels, and its correlation with yesterday's. */
  readonly labels: readonly [number, number];
  /** Standard deviation of an hour's rate of failure over its mean of 2 %: 0 or 1. */
  readonly bursts: 0 | 1;
  /** Length of spells of slow seconds, which are 3 % of the time in the mean. */
  readonly spellSeconds: number;
}

const CELLS: readonly Unrest[] = [
  { name: "quiet: independent days, constant 2 % failures, slow spells of 1 s", days: "none", labels: [0, 0], bursts: 0, spellSeconds: 1 },
  { name: "restless: correlated days, bursty failures, slow spells of 60 s", days: "correlated", labels: [0.03, 0.5], bursts: 1, spellSeconds: 60 },
];

/** Months of one model under all four analyzers in which nothing changes: alerts that start firing under the default rules, as people get them, beside the N asked (1). */
export async function jointMonths(months: number, progress: Progress): Promise<object> {
  const cells = [];
  for (const [place, unrest] of CELLS.entries()) {
    const fired: AnalyzerName[] = [];
    for (let month = 0; month < months; month += MONTHS_A_BASELINE) {
      fired.push(...alertsOf(unrest, new Random(SEEDS[0], month, place), SEEDS[1] + month));
      progress(`joint, ${unrest.name}: ${month + MONTHS_A_BASELINE} of ${months} months, ${fired.length} alerts`);
    }
    const by = Object.fromEntries(ANALYZERS.map((analyzer) => [analyzer, fired.filter((one) => one === analyzer).length]));
    const ran = Math.ceil(months / MONTHS_A_BASELINE) * MONTHS_A_BASELINE;
    const alertsAMonth = Number((fired.length / ran).toFixed(3));
    cells.push({
      cell: unrest.name,
      asked: 1,
      months: ran,
      alerts: fired.length,
      alertsAMonth,
      upper95: Number((poissonUpper(fired.length) / ran).toFixed(3)),
      by,
    });
  }
  return Promise.resolve({
    columns: COLUMNS,
    rowsADay: ROWS_A_DAY,
    labelledADay: LABELLED_A_DAY,
    requestsAnHour: REQUESTS_AN_HOUR,
    baselineDays: BASELINE_DAYS,
    cells,
  });
}

function alertsOf(unrest: Unrest, random: Random, seed: number): readonly AnalyzerName[] {
  const days = MONTHS_A_BASELINE * MONTH_DAYS;
  const traffic = trafficDays(GENERATED_COLUMNS.slice(0, COLUMNS), BASELINE_DAYS + days, ROWS_A_DAY, unrest.days, random);
  const uniform = (): number => random.uniform();
  const effects = dayEffects(BASELINE_DAYS + days, ...unrest.labels, uniform);
  const labelled = effects.map((effect) => sumsOf(simulateRows(LABELLED_A_DAY, effect, uniform)));
  const made = monitoredOf(traffic.slice(0, BASELINE_DAYS));
  const schema = { ...made.schema, task: "binary" as const, score: "p" };
  const monitored = { ...made, schema, baseline: { ...made.baseline, performance: labelled.slice(0, BASELINE_DAYS) } };
  const findings = [
    ...judgeWindows(
      monitored,
      traffic.slice(BASELINE_DAYS).map((day, number) => windowOf(monitored, day, BASELINE_DAYS + number)),
      0,
      0,
    ),
    ...decayFindings(monitored, labelled.slice(BASELINE_DAYS)),
    ...hourFindings(monitored, unrest, days, new Random(seed)),
  ];
  const dated = findings.map((finding) => ({ ...finding, judgedTime: finding.windowEnd }));
  return replayAlerts(dated, DEFAULT_RULES).flatMap(({ alert, kind }) => (kind === "fired" ? [alert.analyzer] : []));
}

const endOfBaseline = START + BASELINE_DAYS * DAY;

function decayFindings(monitored: Monitored, labelled: readonly DaySums["sums"][]): readonly Finding[] {
  return Array.from({ length: Math.floor(labelled.length / 7) }, (_, week) => {
    const window = { start: endOfBaseline + 7 * week * DAY, end: endOfBaseline + 7 * (week + 1) * DAY };
    const history = labelled.slice(Math.max(0, 7 * (week - 12)), 7 * (week + 1)).map((sums, day): DaySums => {
      const start = endOfBaseline + (Math.max(0, 7 * (week - 12)) + day) * DAY;
      return { day: start, window: start >= window.start ? window.start : 0, sums };
    });
    const alpha = analyzerBudget(monitored.config.falseAlarmsPerMonth, window.end - window.start);
    const books = { ...NO_BOOKS, predicted: 7 * LABELLED_A_DAY };
    const days = history.filter(({ day }) => day >= window.start);
    return judgeDecay({ monitored, window, labelsUntil: window.end, books, days, history, alpha }).map((one) =>
      makeFinding("decay", monitored, window, 0, one),
    );
  }).flat();
}

/** Errors and load of every hour, each from what the hours before were found to be. */
function hourFindings(monitored: Monitored, unrest: Unrest, days: number, random: Random): readonly Finding[] {
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

function requestsOf(start: number, { bursts }: Unrest, random: Random): WindowRequests {
  const rate = bursts === 0 ? 0.02 : Math.min(1, 0.02 * random.exponential());
  const failed = Array.from({ length: REQUESTS_AN_HOUR }, () => random.uniform()).filter((draw) => draw < rate).length;
  const failures = failed === 0 ? [] : [{ errorClass: "server" as const, requests: failed, firstTime: start, example: "" }];
  return { start, requests: REQUESTS_AN_HOUR, failures };
}

function loadOf(start: number, { spellSeconds }: Unrest, state: { slow: boolean }, random: Random): EarlierLoad {
  let slow = 0;
  for (let request = 0; request < REQUESTS_AN_HOUR; request += 1) {
    // Between two requests 18 seconds pass: a chain of spells, sampled that far apart.
    const stays = Math.exp(-3600 / REQUESTS_AN_HOUR / spellSeconds / 0.97);
    if (random.uniform() >= stays) state.slow = random.uniform() < 0.03;
    if (state.slow) slow += 1;
  }
  const counts = { requests: REQUESTS_AN_HOUR, judged: REQUESTS_AN_HOUR, slow: 0, seconds: REQUESTS_AN_HOUR, refused: 0, saturated: 0, maxInFlight: 1 };
  const histogram = [[FAST, REQUESTS_AN_HOUR - slow] as const, ...(slow === 0 ? [] : [[SLOW, slow] as const])];
  return { ...counts, start, rows: REQUESTS_AN_HOUR, latencies: [null, null, null], maxQueueMs: 0, histogram };
}
