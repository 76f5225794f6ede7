import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import { LegendDisplayMode, LegendPlacement, VizLegendOptionsBuilder } from "@grafana/grafana-foundation-sdk/common";
import { DatasourceVariableBuilder, type Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { emptyBoard, numbered } from "../board.ts";
import { PLAIN, type Steps, thresholds } from "../panels.ts";

const SOURCE = { type: "prometheus", uid: "${prometheus}" } as const;
const ANY: Steps = [
  [null, "text"],
  [0.001, "orange"],
];
const UP: Steps = [
  [null, "red"],
  [1, "green"],
];

/** [title, what it says, query, legend, unit, steps]. */
type Metric = readonly [title: string, description: string, expr: string, legend: string, unit: string, steps: Steps];

const METRICS: readonly Metric[] = [
  [
    "Since the last round of judging",
    "A round judges what is due and alerts; over 15 minutes nothing is watched.",
    "time() - tidemark_rounds_last_done_timestamp_seconds",
    "{{instance}}",
    "s",
    [
      [null, "text"],
      [900, "red"],
    ],
  ],
  [
    "Since an analyzer last judged",
    "By model and analyzer; longer than its window means that its traffic or its monitor is gone.",
    "time() - tidemark_judging_last_judged_timestamp_seconds",
    "{{model}} · {{analyzer}}",
    "s",
    [
      [null, "text"],
      [691_200, "orange"],
    ],
  ],
  [
    "Verdicts an hour",
    "By model, analyzer and verdict.",
    "sum by (model, analyzer, verdict) (increase(tidemark_judging_verdicts_total[1h]))",
    "{{model}} · {{analyzer}} · {{verdict}}",
    "short",
    PLAIN,
  ],
  [
    "Alerts an hour",
    "Alerts that fired, were resolved and so on, by model and severity.",
    "sum by (model, analyzer, change, severity) (increase(tidemark_alerts_changes_total[1h]))",
    "{{model}} · {{analyzer}} · {{change}} · {{severity}}",
    "short",
    PLAIN,
  ],
  [
    "Notifications an hour",
    "By channel and what became of them; failed ones were given up.",
    "sum by (channel, status) (increase(tidemark_alerts_deliveries_total[1h]))",
    "{{channel}} · {{status}}",
    "short",
    PLAIN,
  ],
  [
    "Requests a second",
    "That sidecars answered.",
    "sum by (instance) (rate(http_server_request_duration_seconds_count[$__rate_interval]))",
    "{{instance}}",
    "reqps",
    PLAIN,
  ],
  [
    "Latency, 95 of a hundred",
    "From a request's arrival at the sidecar to its answer's end.",
    "histogram_quantile(0.95, sum by (le, instance) (rate(http_server_request_duration_seconds_bucket[$__rate_interval])))",
    "{{instance}}",
    "s",
    PLAIN,
  ],
  [
    "Added by the sidecar",
    "Mean time in the sidecar less the mean time of the model server behind it.",
    "sum by (instance) (rate(http_server_request_duration_seconds_sum[$__rate_interval])) / sum by (instance) (rate(http_server_request_duration_seconds_count[$__rate_interval])) - sum by (instance) (rate(http_client_request_duration_seconds_sum[$__rate_interval])) / sum by (instance) (rate(http_client_request_duration_seconds_count[$__rate_interval]))",
    "{{instance}}",
    "s",
    PLAIN,
  ],
  [
    "Refused a second",
    "Requests and connections refused or broken off, by reason.",
    "sum by (instance, reason) (rate(tidemark_serving_refused_total[$__rate_interval]))",
    "{{instance}} · {{reason}}",
    "reqps",
    ANY,
  ],
  [
    "In flight, and waiting for a model",
    "Requests under way; rows in a model's queue.",
    "tidemark_serving_in_flight or tidemark_serving_queue_depth",
    "{{instance}} · {{__name__}}",
    "short",
    PLAIN,
  ],
  ["Waiting to be captured", "Exchanges between an answer and the log.", "tidemark_capture_depth", "{{instance}}", "short", PLAIN],
  [
    "Spooled",
    "Requests in the ledger whose rows the log has not taken yet.",
    "tidemark_ledger_spooled",
    "{{instance}}",
    "short",
    [
      [null, "text"],
      [1000, "orange"],
    ],
  ],
  [
    "Rows stored a second",
    "Inserted into ClickHouse, by topic.",
    "sum by (topic) (rate(tidemark_collector_rows_stored_total[$__rate_interval]))",
    "{{topic}}",
    "cps",
    PLAIN,
  ],
  [
    "Collector lag",
    "Messages in the log that are not stored yet.",
    "tidemark_collector_lag",
    "{{instance}}",
    "short",
    [
      [null, "text"],
      [10_000, "orange"],
    ],
  ],
  [
    "Dead letters an hour",
    "What could not be read, by topic.",
    "sum by (topic) (increase(tidemark_collector_rows_dead_letters_total[1h]))",
    "{{topic}}",
    "short",
    ANY,
  ],
  [
    "Inserts that failed, an hour",
    "They are tried again.",
    "sum by (topic) (increase(tidemark_collector_insert_failures_total[1h]))",
    "{{topic}}",
    "short",
    ANY,
  ],
  [
    "Lost in the log, an hour",
    "Messages that were damaged, or deleted by retention before they were read.",
    "sum by (topic) (increase(tidemark_log_messages_lost_total[1h]))",
    "{{topic}}",
    "short",
    ANY,
  ],
  ["Labels an hour", "Taken by the API, durably.", "sum by (instance) (increase(tidemark_labels_taken_total[1h]))", "{{instance}}", "short", PLAIN],
  ["Engine", "1: the embedded engine that this process runs answers.", "tidemark_engine_up", "{{instance}}", "none", UP],
  ["Pages, collector, judging", "1: of tidemark up, the process beside the sidecar runs.", "tidemark_rest_up", "{{instance}}", "none", UP],
];

function metricPanel([title, description, expr, legend, unit, steps]: Metric): Builder<Panel> {
  return new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(SOURCE)
    .withTarget(new DataqueryBuilder().refId("A").expr(expr).legendFormat(legend).range())
    .unit(unit)
    .min(0)
    .thresholds(thresholds(steps))
    .legend(new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.Table).placement(LegendPlacement.Bottom).showLegend(true).calcs(["lastNotNull", "max"]))
    .span(12)
    .height(7);
}

/** Tidemark's own metrics, for who has Prometheus: whether it works, not what it finds. */
export const prometheus = numbered(METRICS.map(metricPanel)).reduce(
  (board, panel) => board.withPanel(panel),
  emptyBoard(
    "prometheus",
    "its own metrics",
    "Whether Tidemark itself works, from the metrics of its processes (/tidemark/metrics of sidecars, /metrics of dashboards).",
  ).withVariable(new DatasourceVariableBuilder("prometheus").label("Prometheus").type("prometheus")),
);
