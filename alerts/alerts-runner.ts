import type { Finding } from "../analyzers/finding.ts";
import type { Store } from "../collector/clickhouse/store.ts";
import type { Clock } from "../collector/clock.ts";
import type { AlertState } from "./alert-state.ts";
import { loadAlerts, loadAlertsById, loadPosition, loadSentHistory, saveAlerts, saveNotifications, savePosition } from "./alert-store.ts";
import type { AlertsConfig } from "./alerts-config.ts";
import type { AnyChannel } from "./channel.ts";
import { deliverPending, type DeliverySummary } from "./deliver-pending.ts";
import { dropOrphans, stepAlerts, type Transition } from "./lifecycle.ts";
import { findingsFromStore, type LoadFindings } from "./load-findings.ts";
import { pendingRow } from "./notification-rows.ts";
import { historyKey, planNotifications, type PlannedNotification } from "./plan-notifications.ts";
import { stepsOf } from "./replay-alerts.ts";
import { renderMessage } from "./render/message.ts";
import { DEFAULT_RULES } from "./rule.ts";

/** Event time before the position that is read again: another process may store a finding after a later one was read. */
const OVERLAP_MS = 3_600_000;

/** Where reading stands: judged time up to which findings were read (null: not loaded yet), and those worked on that may be read again, by id. */
interface Progress {
  position: number | null;
  readonly seen: Map<string, { readonly revision: number; readonly judgedTime: number }>;
}

export interface AlertsRunnerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly config: AlertsConfig;
  readonly channels: readonly AnyChannel[];
  /** Address of the dashboards for links, without a slash at its end. */
  readonly links: { readonly baseUrl: string };
  /** Default: the table `findings`. */
  readonly loadFindings?: LoadFindings;
}

export interface AlertsRunner extends AsyncDisposable {
  /** Reads the findings judged until now and brings the alerts up to them, notifications into the outbox; sends nothing. Returns what changed. Calls run one after another. */
  runUntilCaughtUp(): Promise<readonly Transition[]>;
  /** Sends the outbox, those of a run that was killed too, once round. Rounds run one after another. */
  deliverPending(): Promise<DeliverySummary>;
}

/** The shell around the lifecycle. Everything is written down before it is sent, under names that follow from what it is: a run that is killed anywhere is made good by the next one, without a second alert or another notification id. */
export function createAlertsRunner(options: AlertsRunnerOptions): AlertsRunner {
  const { store, config, channels, links } = options;
  const stop = new AbortController();
  const progress: Progress = { position: null, seen: new Map() };
  const gone = new Set<string>();
  const inTurn = { run: turns(), deliver: turns() };
  return {
    runUntilCaughtUp: () => inTurn.run(() => catchUp(options, progress)),
    deliverPending: () => inTurn.deliver(() => deliverPending({ store, config, channels, baseUrl: links.baseUrl, gone, signal: stop.signal })),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all([inTurn.run(async () => {}), inTurn.deliver(async () => {})]);
    },
  };
}

async function catchUp(options: AlertsRunnerOptions, progress: Progress): Promise<readonly Transition[]> {
  const { store, config } = options;
  const until = options.clock.now();
  const position = (progress.position ??= await loadPosition(store));
  const since = Math.max(0, position - OVERLAP_MS);
  const load = options.loadFindings ?? findingsFromStore(store);
  const findings = (await load(since, until)).filter(({ findingId, revision }) => (progress.seen.get(findingId)?.revision ?? -1) < revision);
  if (findings.length === 0) return [];
  const rules = rulesOf(config);
  const alerts = new Map((await loadAlerts(store, since)).map((alert) => [alert.alertId, alert]));
  const history = await loadSentHistory(store, receiversWithHistory(options));
  const transitions: Transition[] = [];
  const commit = async (steps: readonly Transition[], now: number) => {
    const done = await commitStep(steps, now, history, options);
    for (const { alert } of done) alerts.set(alert.alertId, alert);
    transitions.push(...done);
  };
  await commit(dropOrphans([...alerts.values()], rules, until), until);
  for (const step of stepsOf(findings)) await commit(stepAlerts([...alerts.values()], step.findings, rules, step.now), step.now);
  const reached = Math.max(position, ...findings.map(({ judgedTime }) => judgedTime));
  await savePosition(store, reached);
  progress.position = reached;
  remember(progress.seen, findings, since);
  return transitions;
}

/** Outbox first, then the alerts: after a kill in between the same notifications are planned again under the same ids. */
async function commitStep(
  steps: readonly Transition[],
  now: number,
  history: Map<string, number>,
  options: AlertsRunnerOptions,
): Promise<readonly Transition[]> {
  if (steps.length === 0) return [];
  const { config, channels, store } = options;
  const planned: PlannedNotification[] = [];
  const current = await withWishes(steps, store);
  const done = current.map((step): Transition => {
    const plan = planNotifications(step, { ...config, rules: rulesOf(config), channels, history, now });
    for (const { receiver, event, eventTime } of plan.planned)
      if (event === "firing")
        for (const key of [historyKey(receiver.name, "alert", plan.alert.alertId), historyKey(receiver.name, "model", plan.alert.model)])
          history.set(key, eventTime);
    planned.push(...plan.planned);
    return { ...step, alert: plan.alert };
  });
  const byId = new Map(done.map(({ alert }) => [alert.alertId, alert]));
  const rows = planned.flatMap((one) => {
    const alert = byId.get(one.alertId);
    return alert === undefined ? [] : [pendingRow(one, renderMessage(alert, one.event, options.links.baseUrl).subject, Date.now())];
  });
  await saveNotifications(store, rows);
  await saveAlerts(store, done.map(({ alert }) => alert) satisfies readonly AlertState[]);
  return done;
}

/** Takes over what people said of the alerts since they were loaded: acknowledged, silenced. */
async function withWishes(steps: readonly Transition[], store: Store): Promise<readonly Transition[]> {
  const stored = await loadAlertsById(
    store,
    steps.map(({ alert }) => alert.alertId),
  );
  return steps.map((step) => {
    const now = stored.get(step.alert.alertId);
    if (now === undefined) return step;
    const revision = Math.max(step.alert.revision, now.revision + 1);
    return { ...step, alert: { ...step.alert, revision, acknowledgement: now.acknowledgement, silencedUntil: now.silencedUntil } };
  });
}

function rulesOf(config: AlertsConfig): AlertsConfig["rules"] {
  return config.rules.length > 0 ? config.rules : [...DEFAULT_RULES];
}

/** Only channels that choose need to know what they had. */
function receiversWithHistory({ config, channels }: AlertsRunnerOptions): readonly string[] {
  const choosing = new Set(channels.filter((channel) => channel.admit !== undefined).map(({ name }) => name));
  return config.receivers.filter(({ channel }) => choosing.has(channel)).map(({ name }) => name);
}

/** Keeps which findings were worked on as long as they can be read again. */
function remember(seen: Progress["seen"], findings: readonly Finding[], since: number): void {
  for (const { findingId, revision, judgedTime } of findings) seen.set(findingId, { revision, judgedTime });
  for (const [findingId, { judgedTime }] of seen) if (judgedTime < since) seen.delete(findingId);
}

/** Runs what it is given one after another. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
}
