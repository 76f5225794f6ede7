import { alerts, deadLetters, findings, FROM, inferences, judged, labels, ledger, lostInLog, nodeSamples, notifications, requests, TO } from "./two-models.ts";
import { INTERVAL } from "./boards.ts";

type Row = Readonly<Record<string, unknown>>;
type Models = readonly string[];

const within = (time: number): boolean => time >= FROM && time <= TO;
const interval = (time: number): number => Math.floor(time / (INTERVAL * 1000)) * INTERVAL * 1000;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
const failed = ({ error_class }: { error_class: string }): boolean => error_class !== "" && error_class !== "clientClosed";

/** Groups of rows, each with what it is grouped by. */
function by<T>(rows: readonly T[], keys: (row: T) => Row, values: (group: readonly T[]) => Row): Row[] {
  return [...Map.groupBy(rows, (row) => JSON.stringify(keys(row))).values()].map((group) => ({ ...keys(group[0] as T), ...values(group) }));
}

const asked = (models: Models) => requests.filter(({ model, event_time }) => models.includes(model) && within(event_time));
const judgements = (models: Models, analyzer: string) =>
  findings.filter((finding) => models.includes(finding.model) && finding.analyzer === analyzer && within(finding.window_start)) as readonly (Row & {
    model: string;
    subject: string;
    version: string;
    window_start: number;
    verdict: string;
  })[];
const evidence = (finding: Row): Record<string, never> => JSON.parse(String(finding["evidence"])) as Record<string, never>;
const ratio = (finding: Row): number | null =>
  finding["verdict"] === "noData" || finding["threshold"] === null ? null : Number(finding["statistic"]) / Number(finding["threshold"]);
const named = ({ model, version, subject }: { model: string; version: string; subject: string }): Row => ({ model, version, subject });
/** Of each subject, the newest window. */
const newest = (models: Models, analyzer: string, values: (finding: Row) => Row): Row[] =>
  by(judgements(models, analyzer), named, (group) => {
    const last = group.toSorted((a, b) => b.window_start - a.window_start)[0] as Row;
    return { newest: last["verdict"], named_cause: last["cause"], window: last["window_start"], sentence: last["summary"], ...values(last) };
  });
const alertsOf = (models: Models) => alerts.filter(({ model }) => models.includes(model));
const books = (models: Models) => ledger.filter(({ model, minute }) => models.includes(model) && within(minute * 1000));
const dropped = ({ dropped }: { dropped: object }): number => sum(Object.values(dropped) as number[]);

/** What each panel shows of these models, counted from the rows that were stored, in any order. A panel's name is its dashboard's and its own. */
export const PANEL_VALUES: Readonly<Record<string, (models: Models) => readonly Row[]>> = {
  "overview: Models": (models) =>
    models.map((model) => {
      const verdicts = ["drift", "decay", "errors"].flatMap((analyzer) => newest([model], analyzer, () => ({}))).map((row) => row["newest"]);
      const rows = asked([model]);
      return {
        model,
        alerts_firing: alerts.filter((alert) => alert.model === model && alert.state === "firing").length,
        changed: verdicts.filter((verdict) => verdict !== "ok" && verdict !== "noData").length,
        cannot_tell: verdicts.filter((verdict) => verdict === "noData").length,
        requests: rows.length,
        failed_share: rows.filter(failed).length / rows.length,
        judged_to: Math.max(...judged.filter((row) => row.model === model).map(({ window_end }) => window_end)),
      };
    }),
  "overview: Firing now": (models) =>
    alertsOf(models)
      .filter(({ state }) => state === "firing")
      .map(({ fired_time, model, severity, analyzer, subject, cause, summary, alert_id }) => ({
        since: fired_time,
        model,
        severity,
        analyzer,
        subject,
        cause,
        summary,
        alert_id,
      })),
  "overview: Verdicts": (models) =>
    by(
      ["drift", "decay", "errors"].flatMap((analyzer) => judgements(models, analyzer)),
      ({ window_start, model, analyzer }) => ({ time: window_start, model, analyzer }),
      (group) => ({
        verdict: Math.max(...group.map(({ verdict, material }) => (verdict === "ok" ? 0 : verdict === "noData" ? 1 : material === true ? 3 : 2))),
      }),
    ),
  "overview: Alerts of this period": (models) =>
    alertsOf(models)
      .filter(({ started_time }) => within(started_time))
      .map(({ started_time, fired_time, resolved_time, model, state, severity, analyzer, subject, cause, summary, alert_id }) => ({
        began: started_time,
        fired: fired_time,
        resolved: resolved_time,
        model,
        state,
        severity,
        analyzer,
        subject,
        cause,
        summary,
        alert_id,
      })),
  "overview: Requests a second": (models) => perSecond(models),
  "overview: Share failed": (models) => failedShare(models),
  "drift: Statistic over its threshold": (models) =>
    judgements(models, "drift").map((finding) => ({ time: finding.window_start, ...named(finding), ratio: ratio(finding) })),
  "drift: Changed, or can't tell, in the newest window": (models) =>
    newest(models, "drift", ({ effect, effect_unit }) => ({ change: effect, unit: effect_unit })).filter((row) => row["newest"] !== "ok"),
  "drift: Columns by verdict": (models) =>
    by(
      judgements(models, "drift"),
      ({ window_start, model }) => ({ time: window_start, model }),
      (group) => ({
        changed: group.filter(({ verdict }) => verdict === "drifted").length,
        cannot_tell: group.filter(({ verdict }) => verdict === "noData").length,
        unchanged: group.filter(({ verdict }) => verdict === "ok").length,
      }),
    ),
  "drift: Size of the change": (models) =>
    judgements(models, "drift")
      .filter(({ subject }) => subject === "age")
      .map(({ window_start, model, version, effect }) => ({ time: window_start, model, version, column: "age (years)", effect })),
  "drift: Missing values": (models) => {
    const rows = inferences.filter(({ model, event_time }) => models.includes(model) && within(event_time));
    const scored = Map.groupBy(rows, ({ model, event_time }) => `${model} ${interval(event_time)}`);
    return by(
      rows.flatMap((row) => row.missing_features.map((feature) => ({ ...row, feature }))),
      ({ event_time, model, feature }) => ({ time: interval(event_time), model, feature }),
      (group) => ({ share: group.length / (scored.get(`${group[0]?.model} ${interval(group[0]?.event_time ?? 0)}`)?.length ?? 0) }),
    );
  },
  "drift: Coverage": (models) =>
    by(
      judgements(models, "drift"),
      ({ window_start, model }) => ({ time: window_start, model }),
      (group) => ({ coverage: Math.min(...group.map(({ coverage }) => Number(coverage))) }),
    ),
  "performance: Observed against predicted": (models) =>
    judgements(models, "decay")
      .filter(({ subject, verdict }) => subject === "calibrationGap" && verdict !== "noData")
      .map((finding) => ({ time: finding.window_start, model: finding.model, version: finding.version, ...evidence(finding) })),
  "performance: Realised metrics": (models) =>
    judgements(models, "decay")
      .filter(({ subject }) => subject === "accuracy")
      .map((finding) => ({ time: finding.window_start, ...named(finding), realised: evidence(finding)["realised"]?.["value"] })),
  "performance: Statistic over its threshold": (models) =>
    judgements(models, "decay").map((finding) => ({ time: finding.window_start, ...named(finding), ratio: ratio(finding) })),
  "performance: Newest verdicts": (models) => newest(models, "decay", ({ rows }) => ({ labelled: rows })),
  "performance: Labels received": (models) =>
    by(
      labels.filter(({ model, received_time }) => models.includes(model) && within(received_time)),
      ({ received_time, model }) => ({ time: interval(received_time), model }),
      (group) => ({ labels: group.length }),
    ),
  "errors: Share failed": (models) => failedShare(models),
  "errors: Failed requests a second, by class": (models) =>
    by(
      asked(models).filter(({ error_class }) => error_class !== ""),
      ({ event_time, model, error_class }) => ({ time: interval(event_time), model, error_class }),
      (group) => ({ failed: group.length / INTERVAL }),
    ),
  "errors: By version": (models) =>
    by(
      asked(models),
      ({ model, version }) => ({ model, version }),
      (group) => ({ requests: group.length, failed: group.filter(failed).length, failed_share: group.filter(failed).length / group.length }),
    ),
  "errors: Answers a second, by status": (models) =>
    by(
      asked(models),
      ({ event_time, model, status }) => ({ time: interval(event_time), model, status: String(status) }),
      (group) => ({ answers: group.length / INTERVAL }),
    ),
  "errors: Newest verdicts": (models) => newest(models, "errors", () => ({})),
  "errors: Newest failed requests": (models) =>
    asked(models)
      .filter(({ error_class }) => error_class !== "")
      .map(({ event_time, model, version, error_class, status, error_message, request_id }) => ({
        event_time,
        model,
        version,
        error_class,
        status,
        error_message,
        request_id,
      })),
  "load: Latency": (models) =>
    by(
      asked(models).filter(({ error_class }) => error_class === ""),
      ({ event_time, model }) => ({ time: interval(event_time), model }),
      ([first]) => ({ p50: first?.total_ms, p95: first?.total_ms, p99: first?.total_ms }),
    ),
  "load: Requests and rows a second": (models) => perSecond(models),
  "load: Where the time goes": (models) =>
    by(
      asked(models).filter(({ error_class }) => error_class === ""),
      ({ event_time, model }) => ({ time: interval(event_time), model }),
      (group) => ({
        queue: mean(group.map(({ queue_ms }) => queue_ms)),
        compute: mean(group.map(({ compute_ms }) => compute_ms)),
        upstream: mean(group.map(({ upstream_ms }) => upstream_ms)),
        whole: mean(group.map(({ total_ms }) => total_ms)),
      }),
    ),
  "load: In flight": (models) => byInterval(models, (group) => ({ in_flight: Math.max(...group.map(({ in_flight }) => in_flight)) })),
  "load: Bytes a second": (models) =>
    byInterval(models, (group) => ({
      received: sum(group.map(({ request_bytes }) => request_bytes)) / INTERVAL,
      sent: sum(group.map(({ response_bytes }) => response_bytes)) / INTERVAL,
    })),
  "load: Nodes: processor": () => nodes(true, (group) => ({ processor: mean(group.map(({ cpu_share }) => cpu_share)) })),
  "load: Nodes: memory": () => nodes(true, (group) => ({ memory: Math.max(...group.map(({ memory_bytes }) => memory_bytes)) })),
  "load: Nodes: event loop": () => nodes(true, (group) => ({ delay: Math.max(...group.map(({ event_loop_delay_ms }) => event_loop_delay_ms)) })),
  "pipeline: Books": (models) =>
    by(
      books(models),
      ({ model, node }) => ({ model, node }),
      (group) => {
        const [served, captured, sampled_out] = [
          sum(group.map((row) => row.served)),
          sum(group.map((row) => row.captured)),
          sum(group.map((row) => row.sampled_out)),
        ];
        const [gone, lost] = [sum(group.map(dropped)), sum(group.map((row) => row.lost_before_log))];
        return { served, captured, sampled_out, dropped: gone, lost, spooled: served - captured - sampled_out - gone - lost };
      },
    ),
  "pipeline: Captured, of what was to be captured": (models) =>
    by(
      books(models),
      ({ minute, model }) => ({ time: interval(minute * 1000), model }),
      (group) => ({ share: sum(group.map((row) => row.captured)) / sum(group.map((row) => row.served - row.sampled_out)) }),
    ),
  "pipeline: Dropped and lost": (models) =>
    books(models)
      .flatMap(({ minute, model, dropped: reasons, lost_before_log }) =>
        Object.entries({ ...reasons, "lost before the log": lost_before_log }).map(([reason, n]) => ({
          time: minute * 1000,
          model,
          reason,
          dropped: n,
        })),
      )
      .filter((row) => row.dropped > 0),
  "pipeline: From request to collector": (models) => byInterval(models, ([first]) => ({ p95: (first?.received_time ?? 0) - (first?.event_time ?? 0) })),
  "pipeline: Collector lag": () => nodes(false, (group) => ({ lag: Math.max(...group.map(({ consumer_lag }) => consumer_lag)) })),
  "pipeline: Judged to": (models) =>
    by(
      judged.filter(({ model }) => models.includes(model)),
      ({ model, analyzer }) => ({ model, analyzer }),
      (group) => ({
        judged_to: Math.max(...group.map((row) => row.window_end)),
        judged_at: Math.max(...group.map((row) => row.judged_time)),
        windows: group.length,
      }),
    ),
  "pipeline: Notifications": (models) =>
    by(
      notifications
        .filter(({ event_time }) => within(event_time))
        .map((row) => ({ ...row, model: alerts.find(({ alert_id }) => alert_id === row.alert_id)?.model ?? "" }))
        .filter(({ model }) => models.includes(model)),
      ({ model, channel, receiver }) => ({ model, channel, receiver }),
      (group) => ({
        delivered: group.filter(({ status }) => status === "delivered").length,
        pending: group.filter(({ status }) => status === "pending").length,
        failed: group.filter(({ status }) => status === "failed").length,
        last_error: group
          .map(({ error }) => error)
          .toSorted()
          .at(-1),
      }),
    ),
  "pipeline: Dead letters": () =>
    by(
      deadLetters,
      ({ received_time, topic, origin }) => ({ time: interval(received_time), topic, origin }),
      (group) => ({ messages: group.length }),
    ),
  "pipeline: Lost in the log": () =>
    lostInLog.flatMap(({ minute, lost_in_log }) => Object.entries(lost_in_log).map(([topic, messages]) => ({ time: minute * 1000, topic, messages }))),
};

type Asked = ReturnType<typeof asked>;

function byInterval(models: Models, values: (group: readonly Asked[number][]) => Row): Row[] {
  return by(asked(models), ({ event_time, model }) => ({ time: interval(event_time), model }), values);
}

function perSecond(models: Models): Row[] {
  return byInterval(models, (group) => ({ requests: group.length / INTERVAL, rows: sum(group.map(({ rows }) => rows)) / INTERVAL }));
}

function failedShare(models: Models): Row[] {
  return byInterval(models, (group) => ({ share: group.filter(failed).length / group.length }));
}

function nodes(roles: boolean, values: (group: readonly (typeof nodeSamples)[number][]) => Row): Row[] {
  return by(nodeSamples, ({ event_time, node, role }) => ({ time: interval(event_time), node, ...(roles ? { role } : {}) }), values);
}
