import { readFile } from "node:fs/promises";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { alertsConfig } from "../alerts/alerts-config.ts";
import { loadChannels, type AnyChannel } from "../alerts/channel.ts";
import { monitorConfig } from "../analyzers/monitoring/monitor-config.ts";
import { clickhouseConfig } from "../collector/clickhouse/clickhouse-config.ts";
import { modelSchema } from "../collector/events/model-schema.ts";
import { privacyConfig } from "../collector/events/privacy/privacy-config.ts";
import { ingestConfig } from "../collector/ingest/ingest-config.ts";
import { kafkaConfig } from "../collector/log/kafka/kafka-config.ts";
import { logConfig } from "../collector/log/log-config.ts";
import { dashboardsConfig } from "../dashboards/dashboards-config.ts";
import { checkTogether } from "./check-together.ts";
import { offsetOf, parseValues, pathText, plainSpoken, yamlMistakes, type Mistake } from "./mistakes.ts";
import { variablesOf, withVariables, type Environment } from "./variables.ts";
import { messageOf, TidemarkError } from "../errors.ts";
import { servingConfig } from "../serving/serving-config.ts";

/** `tidemark.yaml`: each section is declared beside the code that it configures. */
export function configSchema(channels: readonly AnyChannel[]) {
  return z
    .strictObject({
      /** Where the embedded log, the embedded engine and the sidecar's spool live. */
      data: z.string().min(1).default(".tidemark"),
      /** With it the log is Kafka; without, it is embedded. */
      kafka: kafkaConfig.optional(),
      log: logConfig.prefault({}),
      /** With a url it is a server or cluster; without, the engine is embedded. */
      clickhouse: clickhouseConfig.prefault({}),
      collector: ingestConfig.prefault({}),
      serving: servingConfig.optional(),
      /** What of requests may be kept, and how. */
      privacy: privacyConfig.prefault({}),
      /** Declared schemas of the models; those of ONNX models lie beside them as model.yaml. */
      models: z.array(modelSchema).default([]),
      monitors: z.array(monitorConfig).default([]),
      alerts: alertsConfig(channels.map((channel) => ({ ...channel, options: plainSpoken(channel.options) }))).prefault({}),
      dashboards: dashboardsConfig.prefault({}),
    })
    .superRefine(checkTogether);
}

export type Config = z.output<ReturnType<typeof configSchema>>;

/** Reads a configuration file; without a path everything has its default. The environment goes before the file. @throws TidemarkError `config`. */
export async function loadConfig(path: string | undefined, environment: Environment): Promise<Config> {
  if (path === undefined) return parseConfig("", "tidemark.yaml", environment);
  const text = await readFile(path, "utf8").catch((thrown: unknown) => {
    throw new TidemarkError("config", `reading the configuration ${path}: ${messageOf(thrown)}`, { cause: thrown });
  });
  return parseConfig(text, path, environment);
}

/** Parses a configuration. @throws TidemarkError `config` naming for every mistake the file, the line, the key, what was given and what would be right. */
export async function parseConfig(text: string, file: string, environment: Environment = {}): Promise<Config> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: "1.2" });
  const place = (offset: number | undefined) => (offset === undefined ? file : `${file}:${lines.linePos(offset).line}`);
  const broken = yamlMistakes(document).map(({ offset, message }) => `${place(offset)}: YAML: ${message}`);
  if (broken.length > 0) throw new TidemarkError("config", broken.join("\n"));
  const variables = variablesOf(environment);
  const parsed = parseValues(configSchema(await loadChannels()), withVariables(document.toJS() ?? {}, variables));
  if ("data" in parsed) return parsed.data;
  const describe = ({ path, message, offset }: Mistake & { readonly offset: number | undefined }) => {
    const variable = variables.find((one) => one.path.every((key, index) => key === String(path[index])));
    return `${variable?.name ?? place(offset)}: ${pathText(path)}: ${message}`;
  };
  const mistakes = parsed.mistakes.map((mistake) => ({ ...mistake, offset: offsetOf(mistake.path, document) }));
  throw new TidemarkError(
    "config",
    mistakes
      .sort((a, b) => (a.offset ?? -1) - (b.offset ?? -1))
      .map(describe)
      .join("\n"),
  );
}
