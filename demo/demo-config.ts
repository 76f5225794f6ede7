import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { parseConfig, type Config } from "../config/config.ts";
import { FAULTS } from "./faults.ts";
import type { Receivers } from "./receivers.ts";
import { MODEL } from "./send-flight.ts";

const FILE = join(import.meta.dirname, "tidemark.yaml");
const BASELINE = join(import.meta.dirname, "data", "baseline.csv.gz");
const MODEL_YAML = join(import.meta.dirname, "models", MODEL, "1", "model.yaml");

export interface DemoOptions {
  readonly data: string;
  /** "host:port"; undefined: the embedded log. */
  readonly kafka: string | undefined;
  /** Port of the dashboards; undefined: the file's. */
  readonly port: number | undefined;
  readonly modelServerUrl: string;
  readonly receivers: Receivers;
  /** Of the signed webhooks, `whsec_…`. */
  readonly secret: string;
}

/** `demo/tidemark.yaml` with what only a running demo knows. */
export async function demoConfig(options: DemoOptions): Promise<Config> {
  const values = parse(await readFile(FILE, "utf8")) as Record<string, Record<string, unknown>>;
  const signed = { secrets: [options.secret], allowPrivateAddresses: true };
  const { receivers } = options;
  const [monitor] = values["monitors"] as unknown as { readonly baseline: object }[];
  const complete = {
    ...values,
    monitors: [{ ...monitor, baseline: { ...monitor?.baseline, file: BASELINE } }],
    data: options.data,
    ...(options.kafka === undefined ? {} : { kafka: { brokers: [options.kafka] } }),
    models: [parse(await readFile(MODEL_YAML, "utf8"))],
    serving: { ...values["serving"], upstream: { url: options.modelServerUrl } },
    alerts: {
      ...values["alerts"],
      receivers: [
        {
          name: "mail",
          channel: "email",
          host: "127.0.0.1",
          port: receivers.smtpPort,
          startTls: "never",
          from: "tidemark@demo.example",
          to: ["team@demo.example"],
        },
        { name: "slack", channel: "slack", url: receivers.slackUrl },
        { name: "webhook", channel: "webhook", url: receivers.webhookUrl, ...signed },
        { name: "retraining", channel: "retrain", url: receivers.retrainUrl, ...signed },
      ],
    },
    dashboards: {
      ...values["dashboards"],
      ...(options.port === undefined ? {} : { listen: { host: "127.0.0.1", port: options.port } }),
      annotations: FAULTS.map(({ from, to, text }) => ({
        model: MODEL,
        time: new Date(from).toISOString(),
        until: new Date(to).toISOString(),
        text,
        injected: true,
      })),
    },
  };
  return parseConfig(stringify(complete), "demo/tidemark.yaml");
}
