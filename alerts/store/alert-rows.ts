import type { Acceptance, AlertState, FindingBrief, JudgedWindow, Word } from "../lifecycle/alert-state.ts";
import { alertName } from "../lifecycle/scope-of.ts";
import { tellingOrder } from "../render/telling-order.ts";

/** One row of `alerts`; see docs/tables.md. `labels.progress` is the whole state as JSON, from which the runner goes on; the other labels are for people and queries. */
export function alertRow(alert: AlertState): object {
  const ranked = tellingOrder(
    alert.analyzer,
    Object.values(alert.members).map(({ finding }) => finding),
  );
  return {
    alert_id: alert.alertId,
    name: alertName(alert),
    model: alert.model,
    subject: ranked[0]?.subject ?? "",
    analyzer: alert.analyzer,
    cause: alert.cause ?? "",
    severity: alert.severity,
    state: alert.stage,
    summary: ranked[0]?.summary ?? "",
    revision: alert.revision,
    started_time: alert.startedTime,
    fired_time: alert.firedTime,
    resolved_time: alert.resolvedTime,
    updated_time: alert.updatedTime,
    labels: {
      rule: alert.rule,
      version: alert.version,
      subjects: ranked.map(({ subject }) => subject).join(", "),
      ...labelsOfWord("acknowledged", alert.acknowledgement),
      ...labelsOfWord("silenced", alert.silence),
      ...labelsOfWord("false_alarm", alert.falseAlarm),
      ...(alert.acceptance === null
        ? {}
        : {
            accepted_by: alert.acceptance.by,
            accepted_time: new Date(alert.acceptance.time).toISOString(),
            accepted_since: new Date(alert.acceptance.since).toISOString(),
            baseline: alert.acceptance.baselineName,
          }),
      ...(alert.silencedUntil === null ? {} : { silenced_until: new Date(alert.silencedUntil).toISOString() }),
      progress: progressOf(alert),
    },
  };
}

/** Who said it, when and why, for people and queries. */
function labelsOfWord(key: string, word: Word | null): Record<string, string> {
  if (word === null) return {};
  return { [`${key}_by`]: word.by, [`${key}_time`]: new Date(word.time).toISOString(), ...(word.why === "" ? {} : { [`${key}_reason`]: word.why }) };
}

/** The state that `alertRow` wrote down. */
export function alertOfProgress(progress: string): AlertState {
  const { members, acknowledgement, ...alert } = JSON.parse(progress) as Progress;
  // Alerts of an older version know no acceptance, no reasons and no false alarms.
  return {
    ...alert,
    acknowledgement: acknowledgement && { ...acknowledgement, why: acknowledgement.why ?? "" },
    silence: alert.silence ?? null,
    falseAlarm: alert.falseAlarm ?? null,
    acceptance: alert.acceptance ?? null,
    members: mapValues(members, ({ windows, finding }) => ({ windows: windows.map(ofTuple), finding })),
  };
}

/** A window as start, end, revision and status, since there are many. */
type WindowTuple = readonly [number, number, number, JudgedWindow["status"]];
type Progress = Omit<AlertState, "members" | "acceptance" | "acknowledgement" | "silence" | "falseAlarm"> & {
  readonly acknowledgement: (Omit<Word, "why"> & Partial<Word>) | null;
  readonly silence?: Word | null;
  readonly falseAlarm?: Word | null;
  readonly acceptance?: Acceptance | null;
  readonly members: Readonly<Record<string, { readonly windows: readonly WindowTuple[]; readonly finding: FindingBrief }>>;
};

function progressOf({ members, ...alert }: AlertState): string {
  const progress: Progress = { ...alert, members: mapValues(members, ({ windows, finding }) => ({ windows: windows.map(toTuple), finding })) };
  return JSON.stringify(progress);
}

function toTuple({ start, end, revision, status }: JudgedWindow): WindowTuple {
  return [start, end, revision, status];
}

function ofTuple([start, end, revision, status]: WindowTuple): JudgedWindow {
  return { start, end, revision, status };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
