import { ERROR_CLASSES, type ErrorClass } from "../../collector/events/request-event.ts";
import { holm, type HolmVerdict } from "../statistics/holm.ts";
import type { Cause } from "../findings/finding.ts";
import type { Judgement } from "../findings/make-finding.ts";
import { coverageFault, coverageOf } from "../monitoring/coverage.ts";
import { minuteIn, percent } from "../findings/in-words.ts";
import { recordInputs } from "../findings/record-inputs.ts";
import { type BadWindows, usualHistory } from "../monitoring/usual-history.ts";
import { excessOver, type UsualRate, usualRate, usualTail } from "../statistics/usual-rate.ts";
import { wilson } from "../statistics/wilson.ts";
import { ALL, ERRORS_RULE, type ClassFailures, type ErrorSubject, type ErrorWindow, type WindowRequests } from "./error-window.ts";
import { isMaterial, missesObjective, severityOf } from "./material-failures.ts";

const CAUSES: Readonly<Partial<Record<ErrorClass, Cause>>> = { network: "upstreamDown", badInput: "malformedRequests", overload: "overload" };
const WORDS: Readonly<Record<ErrorSubject, string>> = {
  all: "failed",
  network: "did not reach the model server",
  overload: "were refused for overload",
  badInput: "were malformed",
  badOutput: "got an unreadable answer",
  server: "failed in the model server",
};

const NO_FAILING: BadWindows = new Map();
/** What a model counts as that was failing for as long as can be seen: a day in which nothing failed. */
const NEVER_WELL: readonly WindowRequests[] = Array.from({ length: 24 }, () => ({ start: 0, requests: 1000, failures: [] }));

interface Check {
  readonly subject: ErrorSubject;
  readonly failed: number;
  readonly usual: UsualRate;
  /** Windows that say what is usual, and those left out because they were failing. */
  readonly learned: number;
  readonly leftOut: number;
  readonly pValue: number;
  readonly first: ClassFailures | undefined;
}

/** What is decided of a check. */
interface Decision {
  readonly holm: HolmVerdict;
  readonly failing: boolean;
  readonly material: boolean;
}

/**
 * Verdicts of one window: one on all failures and one on each class that failed in it or in the seven days before (so that who had bad news hears of its end). Failing when more requests failed than the windows before lead one to
 * expect, improbably within the budget (Holm over all classes and their sum), or when all failures together miss a declared objective. Material (it alerts) when the excess matters, see `isMaterial`.
 */
export function judgeErrors(input: ErrorWindow): readonly Judgement[] {
  const reason = reasonForNoData(input);
  if (reason !== null) return [noData(input, reason)];
  const learn = learner(input);
  const checks = ([ALL, ...ERROR_CLASSES] as const).map((subject) => check(input, subject, learn));
  const verdicts = holm(
    checks.map(({ pValue }) => pValue),
    input.alpha,
  );
  const judged = checks.flatMap((one, index) => {
    const verdict = verdicts[index];
    return verdict === undefined ? [] : [{ check: one, decision: decide(input, one, verdict) }];
  });
  const failingClasses = judged.filter(({ check: { subject }, decision }) => decision.failing && subject !== ALL);
  const first = failingClasses
    .map((one) => one.check.first)
    .filter((failures) => failures !== undefined)
    .sort((a, b) => a.firstTime - b.firstTime)[0];
  return judged
    .filter(({ check: { subject, failed } }) => subject === ALL || failed > 0 || failedBefore(input, subject))
    .map(({ check: one, decision }) => judgement(input, one, decision, first?.errorClass ?? one.first?.errorClass ?? null));
}

function decide({ current, monitored }: ErrorWindow, { subject, failed, usual }: Check, holm: HolmVerdict): Decision {
  const { errors } = monitored.config;
  const all = current.failures.reduce((total, failures) => total + failures.requests, 0);
  const missed = subject === ALL && missesObjective(failed, current.requests, errors);
  const failing = holm.rejected || missed;
  const shares = { share: failed / current.requests, usual: usual.rate, all: all / current.requests };
  return { holm, failing, material: missed || (failing && isMaterial(shares, errors)) };
}

type Learn = (failed: readonly number[], requests: readonly number[]) => UsualRate;

/** Classes that failed as often as each other (mostly never) before are learned from once. */
function learner({ current }: ErrorWindow): Learn {
  const known = new Map<string, UsualRate>();
  return (failed, requests) => {
    const key = JSON.stringify([failed, requests]);
    const usual =
      known.get(key) ??
      usualRate(
        requests.map((of, index) => ({ failed: failed[index] ?? 0, requests: of })),
        current.requests,
      );
    known.set(key, usual);
    return usual;
  };
}

function check(input: ErrorWindow, subject: ErrorSubject, learn: Learn): Check {
  const { current } = input;
  const { windows: well, leftOut } = usualHistory(input.history, input.failing ?? NO_FAILING, input.window, subject);
  const windows = well.length === 0 && leftOut > 0 ? NEVER_WELL : well;
  const usual = learn(
    windows.map((window) => failedOf(window, subject)),
    windows.map(({ requests }) => requests),
  );
  const failed = failedOf(current, subject);
  const pValue = usualTail({ failed, requests: current.requests }, usual);
  const [first] = failuresOf(current, subject).toSorted((a, b) => a.firstTime - b.firstTime);
  return { subject, failed, usual, learned: well.length, leftOut, pValue, first };
}

function failedBefore({ history }: ErrorWindow, subject: ErrorSubject): boolean {
  return history.some((window) => failedOf(window, subject) > 0);
}

function failuresOf(window: WindowRequests, subject: ErrorSubject): readonly ClassFailures[] {
  return window.failures.filter(({ errorClass }) => subject === ALL || errorClass === subject);
}

function failedOf(window: WindowRequests, subject: ErrorSubject): number {
  return failuresOf(window, subject).reduce((total, failures) => total + failures.requests, 0);
}

function judgement(input: ErrorWindow, one: Check, { holm, failing, material }: Decision, firstCause: ErrorClass | null): Judgement {
  const { current, monitored } = input;
  const { subject, failed, usual, learned, leftOut, pValue, first } = one;
  const share = failed / current.requests;
  const own = subject === ALL ? (firstCause === null ? undefined : CAUSES[firstCause]) : CAUSES[subject];
  return {
    ...sharedParts(input),
    thresholdSource: thresholdSource(input, one),
    subject,
    verdict: failing ? "failing" : "ok",
    material,
    severity: material ? severityOf(share - usual.rate) : "none",
    cause: material ? (own ?? null) : null,
    summary: sentence(input, one, failing && !material),
    statistic: share,
    statisticName: "share of failed requests",
    pValue,
    threshold: holm.threshold,
    effect: excessOver(usual, share, wilson(failed, current.requests)),
    evidence: {
      ...evidence(input),
      checks: [
        {
          check: "betaBinomial",
          statistic: share,
          pValue,
          threshold: holm.threshold,
          detail: `${failed} of ${current.requests} failed; ${rare(usual.rate)} usual`,
        },
      ],
      firstCause,
      firstTime: first?.firstTime ?? null,
      example: first?.example ?? null,
      usualShare: usual.rate,
      usual: { rate: usual.rate, low: usual.low, high: usual.high, spread: usual.spread, windows: learned, leftOut },
      objective: monitored.config.errors.objective ?? null,
    },
  };
}

function thresholdSource({ alpha }: ErrorWindow, { learned, leftOut, usual }: Check): string {
  const source = `${learned} windows before${leftOut === 0 ? "" : ` (${leftOut} failing ones left out)`}`;
  return `Holm over the classes and their sum, budget ${alpha.toPrecision(2)}; beta-binomial tail, rate and spread between windows (${usual.spread.toPrecision(2)} of the rate) learned from the ${source}`;
}

function sentence({ current, monitored: { config } }: ErrorWindow, { subject, failed, usual, first }: Check, small: boolean): string {
  const { requests } = current;
  const facts = `${failed} of ${requests} requests ${WORDS[subject]} (${percent(failed / requests)}; usual is ${rare(usual.rate)}${objectiveText(subject, failed, requests, config.errors)})${small ? ", more than usual but too few to alert" : ""}`;
  if (first === undefined) return `${facts}.`;
  return `${facts}, the first on ${minuteIn(first.firstTime, config.timeZone)}${first.example === "" ? "" : `: “${first.example}”`}.`;
}

function objectiveText(subject: ErrorSubject, failed: number, requests: number, errors: ErrorWindow["monitored"]["config"]["errors"]): string {
  if (subject !== ALL || errors.objective === undefined) return "";
  return `; the objective of at most ${rare(errors.objective)} was ${missesObjective(failed, requests, errors) ? "missed" : failed > errors.objective * requests ? "not clearly missed" : "met"}`;
}

/** As `percent`, with a digit that is not 0. */
function rare(share: number): string {
  return share > 0 && share < 5e-4 ? `${(100 * share).toPrecision(1)} %` : percent(share);
}

function reasonForNoData({ monitored: { config }, current, ledger }: ErrorWindow): string | null {
  if (current.requests < config.errors.minRequests) return `only ${current.requests} requests; ${config.errors.minRequests} needed`;
  return coverageFault(ledger, config.minCoverage);
}

function noData(input: ErrorWindow, reason: string): Judgement {
  return {
    ...sharedParts(input),
    subject: ALL,
    verdict: "noData",
    material: false,
    severity: "none",
    cause: null,
    summary: `Failures cannot be judged: ${reason}.`,
    statistic: null,
    statisticName: "share of failed requests",
    pValue: null,
    threshold: null,
    effect: null,
    evidence: { ...evidence(input), checks: [] },
  };
}

function sharedParts({ monitored, window, current, ledger, alpha }: ErrorWindow): Pick<Judgement, "thresholdSource" | "coverage" | "rows" | "inputs"> {
  return {
    thresholdSource: "",
    coverage: coverageOf(ledger),
    rows: current.requests,
    inputs: recordInputs(monitored, "errors", window, { budget: alpha, rule: ERRORS_RULE }),
  };
}

function evidence({ ledger, current }: ErrorWindow): Readonly<Record<string, unknown>> {
  return { ledger, failures: current.failures };
}
