import { setTimeout as sleep } from "node:timers/promises";
import type { Finding } from "../analyzers/findings/finding.ts";
import type { Store } from "../collector/clickhouse/store.ts";
import type { Lease } from "../collector/clickhouse/lease.ts";
import type { Clock } from "../collector/clock.ts";
import { findingsFromStore, loadAccepted, loadAlerts, loadPosition, loadSentHistory, savePosition, type LoadFindings } from "./store/alert-store.ts";
import type { AlertsConfig } from "./alerts-config.ts";
import type { AnyChannel } from "./channel.ts";
import { commitStep } from "./notify/commit-step.ts";
import { deliverPending, type DeliverySummary } from "./notify/deliver-pending.ts";
import { dropOrphans, resolveAccepted, stepAlerts, type Transition } from "./lifecycle/lifecycle.ts";
import { stepsOf } from "./lifecycle/replay-alerts.ts";
import type { StoredNotification } from "./store/notification-rows.ts";
import { renderMessage, type RenderAlert } from "./render/message.ts";
import { DEFAULT_RULES } from "./lifecycle/rule.ts";

/** Event time before the position that is read again: analyzers in another process that catch up store findings of one analyzer after later ones of another were read. */
const OVERLAP_MS = 3 * 86_400_000;

/** How long a stop waits for what is being sent. */
const LAST_WORDS_MS = 5_000;

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
  /** IANA name of the zone in which people are told of a model; default: UTC for all. */
  readonly timeZoneOf?: (model: string) => string;
  /** Told of each notification after it was tried. */
  readonly onTried?: (row: StoredNotification) => void;
  /** Default: the table `findings`. */
  readonly loadFindings?: LoadFindings;
  /** The right to alert, where other processes may want to too: without it nothing is read or sent. Default: nobody else does. */
  readonly lease?: Pick<Lease, "hold">;
}

export interface AlertsRunner extends AsyncDisposable {
  /** Reads the findings judged until now and brings the alerts up to them, notifications into the outbox; sends nothing. Returns what changed. Calls run one after another. */
  runUntilCaughtUp(): Promise<readonly Transition[]>;
  /** Sends the outbox, those of a run that was killed too, once round. Rounds may overlap: each leaves out the receivers that another is at. */
  deliverPending(): Promise<DeliverySummary>;
}

/** The shell around the lifecycle. Everything is written down before it is sent, under names that follow from what it is: a run that is killed anywhere is made good by the next one, without a second alert or another notification id. */
export function createAlertsRunner(options: AlertsRunnerOptions): AlertsRunner {
  const { store, config, channels } = options;
  const stop = new AbortController();
  const progress: Progress = { position: null, seen: new Map() };
  const gone = new Set<string>();
  const busy = new Set<string>();
  const inTurn = turns();
  const rounds = new Set<Promise<unknown>>();
  const isOurs = async (): Promise<boolean> => (await options.lease?.hold()) ?? true;
  const onTried = options.onTried ?? (() => undefined);
  const deliver = (): Promise<DeliverySummary> =>
    deliverPending({ store, config, channels, render: renderer(options), gone, busy, signal: stop.signal, isOurs, onTried });
  return {
    runUntilCaughtUp: () => inTurn(async () => ((await isOurs()) ? catchUp(options, progress) : [])),
    async deliverPending() {
      const round = deliver();
      rounds.add(round);
      return round.finally(() => rounds.delete(round));
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await inTurn(async () => {});
      // What hangs longer is left: it is sent again, under the same id.
      await Promise.race([Promise.allSettled(rounds), sleep(LAST_WORDS_MS, undefined, { ref: false })]);
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
  const accepted = await loadAccepted(store);
  if (findings.length === 0 && accepted.length === 0) return [];
  const rules = config.rules.length > 0 ? config.rules : DEFAULT_RULES;
  const alerts = new Map((await loadAlerts(store, since)).map((alert) => [alert.alertId, alert]));
  const history = await loadSentHistory(store, receiversWithHistory(options));
  const render = renderer(options);
  const transitions: Transition[] = [];
  const commit = async (steps: readonly Transition[], now: number) => {
    const done = await commitStep(steps, { ...config, rules, channels: options.channels, history, now, store, render });
    for (const { alert } of done) alerts.set(alert.alertId, alert);
    transitions.push(...done);
  };
  await commit(resolveAccepted(accepted, until), until);
  await commit(dropOrphans([...alerts.values()], rules, until), until);
  for (const step of stepsOf(findings)) await commit(stepAlerts([...alerts.values()], step.findings, rules, step.now), step.now);
  if (findings.length === 0) return transitions;
  const reached = findings.reduce((latest, { judgedTime }) => Math.max(latest, judgedTime), position);
  await savePosition(store, reached);
  progress.position = reached;
  remember(progress.seen, findings, since);
  return transitions;
}

function renderer({ links, timeZoneOf = () => "UTC" }: AlertsRunnerOptions): RenderAlert {
  return (alert, event) => renderMessage(alert, event, links.baseUrl, timeZoneOf(alert.model));
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

/** Makes a function that runs what it is given one after another, whether the one before worked or not. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
}
