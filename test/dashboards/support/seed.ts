import { toFindingRow } from "../../../analyzers/findings/finding-rows.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import type { LedgerRow } from "../../../collector/events/ledger-row.ts";
import type { RequestEvent } from "../../../collector/events/request-event.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { END, INJECTED, halfYear, sentFlights } from "./half-year.ts";
import type { Flight } from "./flights.ts";
import { normal, seeded } from "./random.ts";

const within = (time: number, [from, to]: readonly [number, number]): boolean => time >= from && time < to;
const columns = (names: Readonly<Record<string, unknown>>): object => names;

/** Fills a fresh store with half a year of the demo's model: requests (and so the rollups), books, labels, verdicts, alerts and messages. */
export async function seedHalfYear(store: Store): Promise<readonly Finding[]> {
  const flights = sentFlights();
  const findings = halfYear(flights);
  await store.insert("requests", requestsOf(flights));
  await store.insert("ledger", ledgerOf(flights));
  await store.insert("labels", labelsOf(flights));
  await store.insert("findings", findings.map(toFindingRow));
  await store.insert("baselines", [
    columns({
      baseline_id: "3f9c2a7d51e0b8".padEnd(64, "0"),
      name: "training",
      model: "flight-delay",
      version: "1",
      source: "demo/data/baseline.csv.gz",
      created_time: Date.parse("2013-02-15T05:00Z"),
      document: "{}",
    }),
  ]);
  await store.insert("alerts", ALERTS.map(alertRow));
  await store.insert("notifications", ALERTS.flatMap(notificationRows));
  return findings;
}

function requestsOf(flights: readonly Flight[]): RequestEvent[] {
  const random = seeded(42);
  return flights.map(({ time, values }, index): RequestEvent => {
    const down = within(time, INJECTED.down) && random() < 0.7;
    const malformed = within(time, INJECTED.malformed) && random() < 0.7;
    const rare = random() < 0.002;
    const slow = within(time, INJECTED.slow) ? 40 : 1;
    const total = Math.exp(2.2 + 0.5 * normal(random)) * slow;
    const errorClass = down ? "network" : malformed ? "badInput" : rare ? "server" : "";
    return {
      event_time: time,
      received_time: time,
      request_id: values["key"] ?? String(index),
      trace_id: "",
      model: "flight-delay",
      version: "1",
      variant: "",
      protocol: "open-inference",
      node: "node-1",
      status: errorClass === "" ? 200 : errorClass === "badInput" ? 400 : 502,
      error_class: errorClass,
      error_message: errorClass,
      total_ms: total,
      upstream_ms: total * 0.9,
      queue_ms: 0,
      compute_ms: 0,
      rows: errorClass === "" ? 1 : 0,
      request_bytes: 400,
      response_bytes: 90,
      in_flight: 1,
    };
  });
}

function ledgerOf(flights: readonly Flight[]): LedgerRow[] {
  const minutes = Map.groupBy(flights, ({ time }) => Math.floor(time / 3_600_000) * 3600);
  return [...minutes].map(([minute, group], index) => {
    const dropped = index % 97 === 0 ? 1 : 0;
    return {
      minute,
      model: "flight-delay",
      node: "node-1",
      producer: "sidecar-1",
      served: group.length,
      captured: group.length - dropped,
      sampled_out: 0,
      dropped: { outboxFull: dropped },
      lost_before_log: 0,
    };
  });
}

function labelsOf(flights: readonly Flight[]): object[] {
  return flights
    .filter(({ values }) => values["landed_time"])
    .map(({ values }) => {
      const landed = Date.parse(values["landed_time"] ?? "");
      return columns({
        model: "flight-delay",
        request_id: values["key"],
        row_number: 0,
        label: values["late"] ?? values["label"],
        observed_time: landed,
        received_time: landed,
        source: "airport",
      });
    });
}

interface SeededAlert {
  readonly id: string;
  readonly name: string;
  readonly analyzer: Finding["analyzer"];
  readonly subject: string;
  readonly cause: string;
  readonly severity: "warning" | "critical";
  readonly since: number;
  readonly fired: number;
  readonly resolved: number | null;
  readonly summary: string;
  readonly channels: readonly string[];
}

const DAY = 86_400_000;
const HOUR = 3_600_000;
const alert = (id: string, more: Omit<SeededAlert, "id">): SeededAlert => ({ id, ...more });

const ALERTS: readonly SeededAlert[] = [
  alert("a1", {
    name: "drift",
    analyzer: "drift",
    subject: "carrier",
    cause: "renamedCategory",
    severity: "warning",
    since: INJECTED.renamed[0],
    fired: INJECTED.renamed[0] + DAY,
    resolved: INJECTED.renamed[1] + 2 * DAY,
    summary: "carrier has renamed categories: B6 is gone, JBU is new at 16 %.",
    channels: ["email", "slack"],
  }),
  alert("a2", {
    name: "errors",
    analyzer: "errors",
    subject: "network",
    cause: "upstreamDown",
    severity: "critical",
    since: INJECTED.down[0],
    fired: INJECTED.down[0] + HOUR,
    resolved: INJECTED.down[1] + HOUR,
    summary: "The model server could not be reached: 70 % of requests failed.",
    channels: ["email", "slack", "webhook"],
  }),
  alert("a3", {
    name: "decay",
    analyzer: "decay",
    subject: "calibrationGap",
    cause: "conceptDrift",
    severity: "critical",
    since: Date.parse("2013-04-22T00:00-04:00"),
    fired: Date.parse("2013-04-30T00:00-04:00"),
    resolved: Date.parse("2013-05-07T00:00-04:00"),
    summary: "39.1 % of flights were late where about 26 % were predicted; accuracy fell from 0.897 to 0.818.",
    channels: ["email", "slack", "retrain"],
  }),
  alert("a4", {
    name: "drift",
    analyzer: "drift",
    subject: "temperature",
    cause: "unitChange",
    severity: "warning",
    since: INJECTED.celsius[0],
    fired: INJECTED.celsius[0] + DAY,
    resolved: INJECTED.celsius[1] + 2 * DAY,
    summary: "temperature comes in another unit: °C instead of °F explains it.",
    channels: ["email"],
  }),
  alert("a5", {
    name: "drift",
    analyzer: "drift",
    subject: "temperature",
    cause: "trueShift",
    severity: "warning",
    since: Date.parse("2013-05-30T00:00-04:00"),
    fired: Date.parse("2013-05-31T00:00-04:00"),
    resolved: null,
    summary: "temperature is 38 °F higher on average than in training.",
    channels: ["email", "webhook"],
  }),
];

function alertRow(entry: SeededAlert): object {
  const { id, name, analyzer, subject, cause, severity, summary, since, fired, resolved } = entry;
  const updated = resolved ?? END;
  return columns({
    alert_id: id,
    name,
    model: "flight-delay",
    analyzer,
    subject,
    cause,
    severity,
    summary,
    state: resolved === null ? "firing" : "resolved",
    started_time: since,
    fired_time: fired,
    resolved_time: resolved,
    updated_time: updated,
    revision: 2,
    labels: {},
  });
}

function notificationRows({ id, channels, fired, resolved, subject, summary }: SeededAlert): object[] {
  const row = (channel: string, event: string, time: number): object => {
    const failed = channel === "webhook" && id === "a5";
    return columns({
      notification_id: `${id}-${channel}-${event}`,
      alert_id: id,
      channel,
      receiver:
        {
          email: "oncall@example.org",
          slack: "#models",
          retrain: "pipeline",
        }[channel] ?? "hooks.example.org",
      event,
      event_time: time,
      updated_time: time,
      status: failed ? "failed" : "delivered",
      attempts: failed ? 8 : 1,
      error: failed ? "posting to hooks.example.org: 503" : "",
      revision: 1,
      subject: event === "firing" ? summary : `Resolved: ${subject}`,
    });
  };
  return channels.flatMap((channel) => [
    row(channel, "firing", fired),
    ...(resolved === null || channel === "retrain" ? [] : [row(channel, "resolved", resolved)]),
  ]);
}
