import type { Meter } from "@opentelemetry/api";
import type { AlertsRunner } from "../../alerts/alerts-runner.ts";

/** What rounds of judging and alerting tell of themselves. */
export interface RoundInstruments {
  /** A round came through, whether or not anything was due. */
  done(): void;
  changed(transitions: Awaited<ReturnType<AlertsRunner["runUntilCaughtUp"]>>): void;
}

export function roundInstruments(meter: Meter): RoundInstruments {
  const startedSeconds = Date.now() / 1_000;
  let doneSeconds = startedSeconds;
  meter
    .createObservableGauge("tidemark.rounds.last.done.timestamp", {
      unit: "s",
      description: "When a round of judging and alerting last came through, epoch seconds; at first the start.",
    })
    .addCallback((result) => result.observe(doneSeconds));
  const changes = meter.createCounter("tidemark.alerts.changes", {
    description: "Changes of alerts, by model, analyzer, change (fired, resolved, …) and severity.",
  });
  return {
    done() {
      doneSeconds = Date.now() / 1_000;
    },
    changed(transitions) {
      for (const { kind, alert } of transitions)
        if (kind !== "noted") changes.add(1, { model: alert.model, analyzer: alert.analyzer, change: kind, severity: alert.severity });
    },
  };
}
