import { ERROR_CLASSES, type ErrorClass } from "../../collector/events/request-event.ts";
import { holm, type HolmVerdict } from "../statistics/holm.ts";
import type { Cause } from "../findings/finding.ts";
import type { Judgement } from "../findings/make-finding.ts";
import { coverageFault, coverageOf } from "../monitoring/coverage.ts";
import { minuteIn, percent } from "../findings/in-words.ts";
import { recordInputs } from "../findings/record-inputs.ts";
import { betaBinomialTail, type RateBelief } from "../statistics/beta-binomial.ts";
import type { ClassFailures, ErrorWindow, WindowRequests } from "./error-window.ts";
import { beliefFrom, rateOf } from "./history-belief.ts";
import { wilson } from "../statistics/wilson.ts";

const CAUSES: Readonly<Partial<Record<ErrorClass, Cause>>> = { network: "upstreamDown", badInput: "malformedRequests", overload: "overload" };
/** Subject of all failures together. */
const ALL = "all";
type Subject = ErrorClass | typeof ALL;

const WORDS: Readonly<Record<Subject, string>> = {
  all: "failed",
  network: "did not reach the model server",
  overload: "were refused for overload",
  badInput: "were malformed",
  badOutput: "got an unreadable answer",
  server: "failed in the model server",
};

interface Check {
  readonly subject: Subject;
  readonly failed: number;
  readonly belief: RateBelief;
  readonly pValue: number;
  readonly first: ClassFailures | undefined;
}

/**
 * Verdicts of one window: one on all failures and one on each class that failed in it or in the seven days before (so that who had bad news hears of its end). Failing when more requests failed than the seven days before lead one to expect, improbably
 * within the budget (Holm over all classes and their sum), and by `minEffect` of the requests or more.
 */
export function judgeErrors(input: ErrorWindow): readonly Judgement[] {
  const reason = reasonForNoData(input);
  if (reason !== null) return [noData(input, reason)];
  const checks = [ALL, ...ERROR_CLASSES].map((subject) => check(input, subject as Subject));
  const verdicts = holm(
    checks.map(({ pValue }) => pValue),
    input.alpha,
  );
  const judged = checks.flatMap((one, index) => {
    const verdict = verdicts[index];
    return verdict === undefined ? [] : [{ check: one, verdict, failing: verdict.rejected && excessOf(input, one) >= input.monitored.config.errors.minEffect }];
  });
  const failingClasses = judged.filter(({ check: { subject }, failing }) => failing && subject !== ALL);
  const first = failingClasses
    .map((one) => one.check.first)
    .filter((failures) => failures !== undefined)
    .sort((a, b) => a.firstTime - b.firstTime)[0];
  return judged
    .filter(({ check: { subject, failed } }) => subject === ALL || failed > 0 || failedBefore(input, subject))
    .map(({ check: one, verdict, failing }) => judgement(input, one, verdict, failing, first?.errorClass ?? one.first?.errorClass ?? null));
}

function check(input: ErrorWindow, subject: Subject): Check {
  const { current, history, monitored } = input;
  const belief = beliefFrom(
    history.map((window) => ({ failed: failedOf(window, subject), requests: window.requests })),
    monitored.config.errors.minEffect,
  );
  const failed = failedOf(current, subject);
  const pValue = betaBinomialTail(failed, current.requests, belief);
  return { subject, failed, belief, pValue, first: failuresOf(current, subject).toSorted((a, b) => a.firstTime - b.firstTime)[0] };
}

function failedBefore({ history }: ErrorWindow, subject: Subject): boolean {
  return history.some((window) => failedOf(window, subject) > 0);
}

function failuresOf(window: WindowRequests, subject: Subject): readonly ClassFailures[] {
  return window.failures.filter(({ errorClass }) => subject === ALL || errorClass === subject);
}

function failedOf(window: WindowRequests, subject: Subject): number {
  return failuresOf(window, subject).reduce((total, failures) => total + failures.requests, 0);
}

function excessOf({ current }: ErrorWindow, { failed, belief }: Check): number {
  return failed / current.requests - rateOf(belief);
}

function judgement(input: ErrorWindow, one: Check, verdict: HolmVerdict, failing: boolean, firstCause: ErrorClass | null): Judgement {
  const { current, monitored } = input;
  const { subject, failed, belief, pValue, first } = one;
  const share = failed / current.requests;
  const interval = wilson(failed, current.requests);
  const usual = rateOf(belief);
  const minEffect = monitored.config.errors.minEffect;
  const own = subject === ALL ? (firstCause === null ? undefined : CAUSES[firstCause]) : CAUSES[subject];
  return {
    ...sharedParts(input),
    subject,
    verdict: failing ? "failing" : "ok",
    material: failing,
    severity: failing ? (share - usual >= 2 * minEffect ? "critical" : "warning") : "none",
    cause: failing ? (own ?? null) : null,
    summary: sentence(subject, failed, current.requests, usual, first, monitored.config.timeZone),
    statistic: share,
    statisticName: "share of failed requests",
    pValue,
    threshold: verdict.threshold,
    effect: { value: share - usual, low: interval.low - usual, high: interval.high - usual, unit: "share" },
    evidence: {
      ...evidence(input),
      checks: [
        {
          check: "betaBinomial",
          statistic: share,
          pValue,
          threshold: verdict.threshold,
          detail: `${failed} of ${current.requests} failed; ${percent(usual)} usual`,
        },
      ],
      firstCause,
      firstTime: first?.firstTime ?? null,
      example: first?.example ?? null,
      usualShare: usual,
    },
  };
}

function sentence(subject: Subject, failed: number, requests: number, usual: number, first: ClassFailures | undefined, timeZone: string): string {
  const what = WORDS[subject];
  const facts = `${failed} of ${requests} requests ${what} (${percent(failed / requests)}; usual is ${percent(usual)})`;
  if (first === undefined) return `${facts}.`;
  return `${facts}, the first on ${minuteIn(first.firstTime, timeZone)}${first.example === "" ? "" : `: “${first.example}”`}.`;
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

function sharedParts({ monitored, window, current, ledger, alpha, history }: ErrorWindow): Pick<Judgement, "thresholdSource" | "coverage" | "rows" | "inputs"> {
  return {
    thresholdSource: `Holm over the classes and their sum, budget ${alpha.toPrecision(2)}; beta-binomial tail on the ${history.length} windows before, at least one failure in 1,000`,
    coverage: coverageOf(ledger),
    rows: current.requests,
    inputs: recordInputs(monitored, "errors", window, { budget: alpha }),
  };
}

function evidence({ ledger, current }: ErrorWindow): Readonly<Record<string, unknown>> {
  return { ledger, failures: current.failures };
}
