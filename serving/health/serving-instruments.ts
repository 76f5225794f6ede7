import type { Meter } from "@opentelemetry/api";
import type { NameKind } from "../capture/name-caps.ts";
import type { UnpairedReason } from "../events/event-sink.ts";
import type { Half } from "../events/half-joiner.ts";
import { OTHER } from "../request-path/known-models.ts";
import type { RefusalReason } from "../request-path/refusal.ts";
import type { Observation } from "../request-path/observation.ts";
import type { SidecarStats } from "./sidecar-stats.ts";

/** OpenTelemetry's advised buckets for HTTP durations, in seconds. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Models that have series of their own; the rest share one. */
const MOST_MODELS = 50;

/** What a sidecar measures of itself. */
export interface ServingInstruments {
  finished(seen: Observation): void;
  refused(reason: RefusalReason): void;
  namesRefused(kind: NameKind, names: number): void;
  /** Half of an exchange, told by a logger, that has found no other. */
  unpaired(half: Half, reason: UnpairedReason): void;
  /** An event that had come already. */
  duplicate(): void;
  observe(stats: () => SidecarStats): void;
}

/** Durations of requests of models, to the client and to the model server, by model, status and failure; and gauges of what waits. */
export function createInstruments(meter: Meter): ServingInstruments {
  const options = (description: string) => ({ description, unit: "s", advice: { explicitBucketBoundaries: SECONDS } });
  const models = new Set<string>();
  const shown = (model: string) => (models.has(model) || models.size < MOST_MODELS ? models.add(model) && model : OTHER);
  const total = meter.createHistogram("http.server.request.duration", options("From a request's arrival to its answer's end."));
  const upstream = meter.createHistogram("http.client.request.duration", options("From passing a request on to the model server's answer."));
  const refused = meter.createCounter("tidemark.serving.refused", { description: "Requests or connections that the sidecar refused or broke off, by reason." });
  const namesRefused = meter.createCounter("tidemark.capture.names_refused", { description: "Names over their caps, by kind: each use of one counts." });
  const unpaired = meter.createCounter("tidemark.events.unpaired", { description: "Halves of exchanges that have found no other, by half and reason." });
  const duplicates = meter.createCounter("tidemark.events.duplicates", { description: "Events that had come already." });
  return {
    unpaired: (half, reason) => unpaired.add(1, { half, reason }),
    duplicate: () => duplicates.add(1),
    refused: (reason) => refused.add(1, { reason }),
    namesRefused: (kind, names) => namesRefused.add(names, { kind }),
    finished(seen) {
      const attributes = {
        "http.response.status_code": seen.status,
        "tidemark.model": shown(seen.model),
        ...(seen.failure === undefined ? {} : { "error.type": seen.failure.errorClass }),
      };
      total.record(seen.totalMs / 1_000, attributes);
      if (seen.upstreamMs > 0) upstream.record(seen.upstreamMs / 1_000, attributes);
    },
    observe(stats) {
      const gauge = (name: string, description: string, value: (stats: SidecarStats) => number, unit = "") =>
        meter.createObservableGauge(name, { description, unit }).addCallback((result) => result.observe(value(stats())));
      gauge("tidemark.serving.in_flight", "Requests under way.", (stats) => stats.inFlight);
      gauge("tidemark.serving.queue_depth", "Requests or rows that wait for the model.", (stats) => stats.queueDepth);
      gauge("tidemark.capture.depth", "Exchanges between the request path and the log.", (stats) => stats.captureDepth);
      gauge("tidemark.capture.buffer", "Bytes between the request path and the log.", (stats) => stats.captureBytes, "By");
      meter
        .createObservableCounter("tidemark.capture.restarts", { description: "Times that the capture thread was started again." })
        .addCallback((result) => result.observe(stats().captureRestarts));
      gauge("tidemark.ledger.spooled", "Requests served whose fate is not known yet.", (stats) => stats.spooled);
    },
  };
}
