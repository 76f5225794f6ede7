import { PrometheusExporter, PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import type { Meter } from "@opentelemetry/api";
import { visibleJson } from "./visible-text.ts";

export type LogFields = Readonly<Record<string, unknown>>;

/** JSON lines for programs; a message says what happened, the fields say where. */
export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Streams of loggers: a line that cannot be written (a full disk, a pipe that nobody reads) must not end who wrote it. */
const guarded = new WeakSet<NodeJS.WritableStream>();

/** Writes one JSON object a line: time, level, message, fields. Logs go to stderr where stdout belongs to a command's answer. */
export function createLogger(stream: NodeJS.WritableStream, bound: LogFields = {}): Logger {
  if (!guarded.has(stream)) stream.on("error", () => undefined);
  guarded.add(stream);
  const write =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      void stream.write(`${visibleJson(JSON.stringify({ time: new Date().toISOString(), level, message, ...bound, ...fields }))}\n`);
  return { info: write("info"), warn: write("warn"), error: write("error") };
}

export const silentLogger: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface Telemetry extends AsyncDisposable {
  readonly meter: Meter;
  readonly logger: Logger;
  /** All instruments in Prometheus' text format: names end in their unit, `_seconds` or `_bytes`, and counters in `_total`. */
  metrics(): Promise<string>;
}

/** One process's instruments and log, handed to whoever needs them; nothing is registered globally. */
export function createTelemetry(logger: Logger): Telemetry {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({ readers: [reader] });
  const serializer = new PrometheusSerializer();
  return {
    meter: provider.getMeter("tidemark"),
    logger,
    async metrics() {
      const { resourceMetrics } = await reader.collect();
      return serializer.serialize(namedByUnit(resourceMetrics));
    },
    [Symbol.asyncDispose]: () => provider.shutdown(),
  };
}

/** As the exporter has them: it brings its own version of the SDK. */
type ResourceMetrics = Parameters<PrometheusSerializer["serialize"]>[0];
type MetricData = ResourceMetrics["scopeMetrics"][number]["metrics"][number];

/** Prometheus' words for units; one that has none (a count of something) adds nothing to a name. */
const UNITS: Readonly<Record<string, string>> = { s: "seconds", By: "bytes" };

/** OpenTelemetry's rule for Prometheus' names (specification, "Prometheus and OpenMetrics compatibility"), which the exporter leaves out. */
function namedByUnit(resource: ResourceMetrics): ResourceMetrics {
  return { resource: named(resource.resource), scopeMetrics: resource.scopeMetrics.map((scope) => ({ ...scope, metrics: scope.metrics.map(withUnit) })) };
}

/** Who measures: the SDK's own guess is the program that runs it. */
function named(resource: ResourceMetrics["resource"]): ResourceMetrics["resource"] {
  return Object.create(resource, { attributes: { value: { ...resource.attributes, "service.name": "tidemark" } } }) as ResourceMetrics["resource"];
}

function withUnit(metric: MetricData): MetricData {
  const { name } = metric.descriptor;
  const unit = UNITS[metric.descriptor.unit] ?? "";
  const named = unit === "" || name.endsWith(unit) ? name : `${name}_${unit}`;
  return { ...metric, descriptor: { ...metric.descriptor, name: named, unit } };
}
