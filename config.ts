import { readFile } from "node:fs/promises";
import { LineCounter, parse, parseDocument, type Document } from "yaml";
import { z } from "zod";
import { alertsConfig } from "./alerts/alerts-config.ts";
import { loadChannels, type AnyChannel } from "./alerts/channel.ts";
import { monitorConfig } from "./analyzers/monitor-config.ts";
import { clickhouseConfig } from "./collector/clickhouse/clickhouse-config.ts";
import { modelSchema } from "./collector/events/model-schema.ts";
import { ingestConfig } from "./collector/ingest/ingest-config.ts";
import { kafkaConfig } from "./collector/log/kafka/kafka-config.ts";
import { logConfig } from "./collector/log/log-config.ts";
import { dashboardsConfig } from "./dashboards/dashboards-config.ts";
import { messageOf, TidemarkError } from "./errors.ts";
import { servingConfig } from "./serving/serving-config.ts";

/** `tidemark.yaml`: each section is declared beside the code that it configures. */
function configSchema(channels: readonly AnyChannel[]) {
  return z.strictObject({
    /** Where the embedded log, the embedded engine and the sidecar's spool live. */
    data: z.string().min(1).default(".tidemark"),
    /** With it the log is Kafka; without, it is embedded. */
    kafka: kafkaConfig.optional(),
    log: logConfig.prefault({}),
    /** With a url it is a server or cluster; without, the engine is embedded. */
    clickhouse: clickhouseConfig.prefault({}),
    collector: ingestConfig.prefault({}),
    serving: servingConfig.optional(),
    /** Declared schemas of the models; those of ONNX models lie beside them as model.yaml. */
    models: z.array(modelSchema).default([]),
    monitors: z.array(monitorConfig).default([]),
    alerts: alertsConfig(channels).prefault({}),
    dashboards: dashboardsConfig.prefault({}),
  });
}

export type Config = z.output<ReturnType<typeof configSchema>>;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables of this form set one key: `TIDEMARK_CLICKHOUSE__URL` is `clickhouse.url`, `TIDEMARK_ALERTS__REPEAT_INTERVAL` is `alerts.repeatInterval`. Their values are YAML. */
const VARIABLE = /^TIDEMARK_([A-Z0-9_]+)$/;

/** Reads a configuration file; without a path everything has its default. The environment goes before the file. @throws TidemarkError `config`. */
export async function loadConfig(path: string | undefined, environment: Environment): Promise<Config> {
  if (path === undefined) return parseConfig("", "tidemark.yaml", environment);
  const text = await readFile(path, "utf8").catch((thrown: unknown) => {
    throw new TidemarkError("config", `reading the configuration ${path}: ${messageOf(thrown)}`, { cause: thrown });
  });
  return parseConfig(text, path, environment);
}

/** Parses a configuration. @throws TidemarkError `config` naming for every mistake the file, the line, the key, and what would be right. */
export async function parseConfig(text: string, file: string, environment: Environment = {}): Promise<Config> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors.map((error) => `${file}:${lines.linePos(error.pos[0]).line}: ${error.message.split("\n", 1)[0]}`);
  if (broken.length > 0) throw new TidemarkError("config", broken.join("\n"));
  const parsed = configSchema(await loadChannels()).safeParse(withEnvironment((document.toJS() ?? {}) as Record<string, unknown>, environment));
  if (parsed.success) return parsed.data;
  throw new TidemarkError("config", parsed.error.issues.flatMap((issue) => describeIssue(issue, document, lines, file)).join("\n"));
}

function describeIssue(issue: z.core.$ZodIssue, document: Document, lines: LineCounter, file: string): string[] {
  const path = issue.path.filter((key) => typeof key !== "symbol");
  if (issue.code !== "unrecognized_keys") return [`${file}${lineOf(path, document, lines)}: ${pathText(path)}: ${issue.message}`];
  return issue.keys.map((key) => `${file}${lineOf([...path, key], document, lines)}: ${pathText([...path, key])}: there is no such key`);
}

/** `:line` of the nearest part of the path that the file has; empty when the value came from the environment or is missing as a whole. */
function lineOf(path: readonly (string | number)[], document: Document, lines: LineCounter): string {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] } | undefined;
    const start = node?.range?.[0];
    if (start !== undefined) return `:${lines.linePos(start).line}`;
  }
  return "";
}

function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`), "") || "the file";
}

function withEnvironment(values: Record<string, unknown>, environment: Environment): Record<string, unknown> {
  for (const [variable, value] of Object.entries(environment)) {
    const path = VARIABLE.exec(variable)?.[1]?.split("__").map(camelCase);
    const key = path?.pop();
    if (!path || key === undefined || value === undefined) continue;
    let section = values;
    for (const step of path) section = (section[step] ??= {}) as Record<string, unknown>;
    section[key] = parse(value);
  }
  return values;
}

function camelCase(snake: string): string {
  return snake.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
