import { CAUSE_WORDS } from "../../alerts/render/cause-words.ts";
import { spaced } from "../../alerts/render/subject-words.ts";
import type { Cause, Finding } from "../../analyzers/findings/finding.ts";
import { metricName } from "../../analyzers/findings/in-words.ts";
import { measure, percent, quantity } from "./format.ts";

type Described = Pick<Finding, "analyzer" | "subject" | "cause" | "effect" | "evidence" | "statistic">;
type Tense = "now" | "past";

/** Verbs as they are said of what lasts and of what is over. */
const VERBS = { is: "was", has: "had", comes: "came", repeats: "repeated", fail: "failed", take: "took" } as const;

/** What changed, as a clause: "temperature is 24.3 °F higher on average than in training". `reference` names the baseline. */
export function describeChange(finding: Described, reference: string, tense: Tense = "now"): string {
  const verb = (name: keyof typeof VERBS): string => (tense === "now" ? name : VERBS[name]);
  if (finding.analyzer === "drift") return `${inWords(finding.subject)} ${driftPredicate(finding, reference, verb)}`;
  if (finding.analyzer === "errors") return errorsClause(finding, verb("fail"));
  if (finding.analyzer === "load") return loadClause(finding, verb);
  return decayClause(finding, verb);
}

/** A column's or metric's name as people say it: "departure delay", "ROC AUC". */
export function inWords(name: string): string {
  const metric = metricName(name);
  return metric !== name ? metric : spaced(name);
}

function driftPredicate({ cause, effect, evidence }: Described, reference: string, verb: (name: keyof typeof VERBS) => string): string {
  const named = clauseOf(cause);
  if (named !== null) return named.replace(/^\w+/, (first) => (first in VERBS ? verb(first as keyof typeof VERBS) : first));
  if (effect === null) return `${verb("is")} distributed otherwise than in ${reference}`;
  if (evidence.distribution?.kind === "categorical" || effect.unit === "share")
    return `${verb("has")} another mix than in ${reference} (${percent(Math.abs(effect.value))} of rows moved)`;
  if (effect.unit === "sd" || effect.unit.startsWith("standard"))
    return `${verb("is")} ${measure(Math.abs(effect.value))} standard deviations from ${reference}`;
  return `${verb("is")} ${quantity(Math.abs(effect.value), effect.unit)} ${effect.value < 0 ? "lower" : "higher"} on average than in ${reference}`;
}

function errorsClause({ subject, statistic, cause }: Described, fail: string): string {
  const why = clauseOf(cause);
  const share = statistic === null || statistic > 1 ? "requests" : `${percent(statistic)} of requests`;
  return `${share} ${fail}${why === null ? (subject === "all" ? "" : ` (${subject})`) : `: ${why}`}`;
}

function loadClause({ subject, effect }: Described, verb: (name: keyof typeof VERBS) => string): string {
  const size = effect === null ? "" : ` by ${quantity(Math.abs(effect.value), effect.unit)}`;
  return `${inWords(subject)} ${verb("is")} worse${size} than it should be`;
}

function decayClause({ subject, effect, evidence }: Described, verb: (name: keyof typeof VERBS) => string): string {
  if (subject === "staleness") return `the training data ${verb("is") === "is" ? "are" : "were"} older than allowed`;
  if (subject === "errorStream") return `the model’s errors ${verb("has") === "has" ? "have" : "had"} changed`;
  if (effect === null) return `${inWords(subject)} ${verb("is")} not as expected`;
  const size = inPoints(subject, effect) ? `${measure(Math.abs(effect.value) * 100)} points` : measure(Math.abs(effect.value));
  const { observed, predicted } = evidence;
  if (subject === "calibrationGap" && typeof observed === "number" && typeof predicted === "number")
    return `${percent(observed)} ${verb("is") === "is" ? "turn" : "turned"} out positive where the model ${verb("is") === "is" ? "predicts" : "predicted"} ${percent(predicted)}`;
  if (subject === "calibrationGap" || subject.endsWith(" rate"))
    return `positives ${verb("is") === "is" ? "are" : "were"} ${size} ${effect.value < 0 ? "rarer" : "more frequent"} than predicted`;
  return `${inWords(subject)} ${verb("is")} ${size} worse than expected`;
}

/** Whether a change of a metric is said in points of percent; ROC AUC and F1 are no shares of rows. */
function inPoints(subject: string, effect: NonNullable<Finding["effect"]>): boolean {
  return effect.unit === "share" && subject !== "rocAuc" && subject !== "f1";
}

/** "95 % 23.9 to 24.8 °F", of shares "95 % 9.0 to 11.0 %", of a metric "95 % 6.64 to 16.8 points", or nothing without an interval. */
export function intervalText(effect: Finding["effect"], metric?: string): string {
  if (effect === null || (effect.low === effect.value && effect.high === effect.value)) return "";
  if (metric !== undefined)
    return inPoints(metric, effect)
      ? `95 % ${measure(effect.low * 100)} to ${measure(effect.high * 100)} points`
      : `95 % ${measure(effect.low)} to ${measure(effect.high)}`;
  return `95 % ${effect.unit === "share" ? `${percent(effect.low).replace(/\s*%$/, "")} to ${percent(effect.high)}` : `${measure(effect.low)} to ${quantity(effect.high, effect.unit)}`}`;
}

const clauseOf = (cause: Cause | null): string | null => (cause === null ? null : CAUSE_WORDS[cause].clause);
