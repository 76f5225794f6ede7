import type { Baseline } from "../../analyzers/baseline/baseline.ts";
import { rangeName } from "../../analyzers/baseline/baseline-config.ts";
import { saveBaseline } from "../../analyzers/baseline/baselines.ts";
import { buildRange } from "../../analyzers/baseline/build-range.ts";
import { savePin } from "../../analyzers/baseline/pins.ts";
import { decayAnalyzer } from "../../analyzers/decay/analyzer.ts";
import { driftAnalyzer } from "../../analyzers/drift/analyzer.ts";
import type { Analyzer, Monitored } from "../../analyzers/monitoring/analyzer.ts";
import { lastJudgedEnd } from "../../analyzers/monitoring/judged-windows.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import { TidemarkError } from "../../errors.ts";
import type { Acceptance, AlertState } from "../lifecycle/alert-state.ts";
import { noteAcceptance, openAlert } from "../store/acknowledge.ts";
import { loadAlerts } from "../store/alert-store.ts";
import { acceptedRange, type DayRange } from "./accepted-range.ts";
import { stillBad } from "./still-bad.ts";

/** The analyzers that compare with a baseline; the others learn from the days before. */
const COMPARING: readonly Analyzer[] = [driftAnalyzer, decayAnalyzer];

export interface AcceptParts {
  readonly store: Store;
  /** The models under watch, as configured. */
  readonly models: readonly Omit<Monitored, "baseline">[];
  /** Event time and wall time, epoch milliseconds. */
  readonly now: number;
  readonly wallNow: number;
}

/** Who says it, and what is normal: local days, first and last included; left out, those since the alert began. */
export interface AcceptRequest extends Partial<DayRange> {
  readonly alertId: string;
  readonly by: string;
}

export interface Accepted {
  readonly alert: AlertState;
  readonly acceptance: Acceptance;
  readonly baseline: Baseline;
  /** Other open alerts whose newest bad windows that baseline calls well too; they end with it. */
  readonly also: readonly AlertState[];
}

/**
 * "This is the new normal": makes a baseline of days that were served, pins it for windows that end after the alert's beginning and are judged from now on, and notes it on the alert, and on others that are well by it; the next round
 * resolves and tells them. Findings that were judged stay, with the baseline that they recorded. Done again, it is another baseline.
 * @throws TidemarkError `notFound`, `conflict` (it is resolved; it would still be bad), `input` (no such days, too few rows, nothing to compare); each says what would be right.
 */
export async function acceptAlert(parts: AcceptParts, request: AcceptRequest): Promise<Accepted> {
  const { store, now, wallNow } = parts;
  const { alertId, by } = request;
  const alert = await openAlert(store, alertId, "accepting");
  const { analyzer, watched } = judgedBy(alert, parts);
  const baseline = await baselineOf(parts, request, alert, analyzer, watched);
  const monitored = { ...watched, baseline };
  const [worst] = await stillBad(store, analyzer, monitored, alert, now);
  if (worst !== undefined)
    throw refused("conflict", alertId, `compared with ${baseline.name} it is not well either: ${worst.summary} Choose days that were as it is now`);
  await saveBaseline(store, baseline, wallNow);
  const acceptance: Acceptance = { by, time: now, baselineId: baseline.id, baselineName: baseline.name, since: alert.startedTime };
  const pin = { model: alert.model, name: watched.config.baseline.name, baselineId: baseline.id, since: acceptance.since, by, alertId };
  await savePin(store, pin, wallNow);
  const also: AlertState[] = [];
  for (const other of await othersOf(store, alert, now))
    if (await isWellBy(store, monitored, other, now)) also.push(await noteAcceptance(store, other.alertId, acceptance));
  return { alert: await noteAcceptance(store, alertId, acceptance), acceptance, baseline, also };
}

function judgedBy(alert: AlertState, { models }: AcceptParts): { readonly analyzer: Analyzer; readonly watched: Omit<Monitored, "baseline"> } {
  const { alertId, model, version } = alert;
  const analyzer = COMPARING.find(({ name }) => name === alert.analyzer);
  if (analyzer === undefined)
    throw refused(
      "input",
      alertId,
      `it is about ${alert.analyzer}, which no baseline is for: what is usual is learned from the days before; acknowledge or silence it`,
    );
  if (Object.keys(alert.members).every((subject) => subject === "staleness"))
    throw refused(
      "input",
      alertId,
      "it is about the age of the training data, which no baseline changes; raise decay.staleAfter, or declare a newer trainedOn",
    );
  const watched = models.find(({ config }) => config.model === model);
  if (watched === undefined) throw refused("input", alertId, `no monitor is configured for ${model}; add it under monitors`);
  if (watched.schema.version !== version)
    throw refused(
      "input",
      alertId,
      `it is about version ${version} of ${model}, and ${watched.schema.version} is configured; the new version has alerts of its own`,
    );
  return { analyzer, watched };
}

async function baselineOf(
  { store, now, wallNow }: AcceptParts,
  { from, to, alertId }: AcceptRequest,
  { startedTime, model }: AlertState,
  analyzer: Analyzer,
  { config, schema }: Omit<Monitored, "baseline">,
): Promise<Baseline> {
  const { timeZone } = config;
  const judgedEnd = Math.min(now, (await lastJudgedEnd(store, model, analyzer.name)) ?? now);
  const range = acceptedRange(
    { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
    { startedTime, judgedEnd, window: config.drift.window, timeZone },
  );
  const { exclude } = config.baseline;
  const baseline = await buildRange(
    store,
    { name: rangeName(range.from, range.to), ...range, schema, timeZone, exclude, window: config.drift.window },
    wallNow,
  );
  const rows = baseline.blocks.reduce((total, block) => total + block.rows, 0);
  const labelled = baseline.performance?.reduce((total, day) => total + day.labelled, 0) ?? 0;
  const few = (found: number, what: string, least: number, key: string): TidemarkError =>
    refused("input", alertId, `${range.from} to ${range.to} have ${found} ${what}; at least ${least} are needed (${key}): choose more days`);
  if (rows < config.drift.minRows) throw few(rows, "rows", config.drift.minRows, "drift.minRows");
  if (analyzer.name === "decay" && labelled < config.decay.minLabelled) throw few(labelled, "labelled rows", config.decay.minLabelled, "decay.minLabelled");
  return baseline;
}

async function othersOf(store: Store, { alertId, model, version }: AlertState, now: number): Promise<readonly AlertState[]> {
  const open = (await loadAlerts(store, now)).filter(({ stage }) => stage !== "resolved");
  return open.filter((other) => other.alertId !== alertId && other.model === model && other.version === version);
}

/** Whether an alert was there on all days of the new baseline, and its newest bad windows are well by it. One that began in between is half of what it is compared with: it goes on until its own windows are well. */
async function isWellBy(store: Store, monitored: Monitored, alert: AlertState, now: number): Promise<boolean> {
  const analyzer = COMPARING.find(({ name }) => name === alert.analyzer);
  const lasted = alert.startedTime <= (monitored.baseline.blocks[0]?.end ?? 0) - 1;
  const comparing = Object.keys(alert.members).every((subject) => subject !== "staleness");
  return analyzer !== undefined && lasted && comparing && (await stillBad(store, analyzer, monitored, alert, now)).length === 0;
}

function refused(code: "input" | "conflict", alertId: string, what: string): TidemarkError {
  return new TidemarkError(code, `accepting alert ${alertId} as the new normal: ${what}`);
}
