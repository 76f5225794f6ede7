import { join } from "node:path";
import { openEmbeddedLog } from "./embedded/embedded-log.ts";
import type { KafkaConfig } from "./kafka/kafka-config.ts";
import { openKafkaLog } from "./kafka/kafka-log.ts";
import type { Log } from "./log.ts";
import type { LogConfig } from "./log-config.ts";
import type { OnNotice } from "./log-notice.ts";

export interface OpenLogOptions {
  /** With it the log is Kafka. */
  readonly kafka?: KafkaConfig | undefined;
  /** Tidemark's data directory; the embedded log lies in its folder `log`. */
  readonly directory: string;
  /** The section `log`. */
  readonly embedded: LogConfig;
  readonly onNotice?: OnNotice;
}

/** Opens the log that the configuration asks for: Kafka where brokers are given, files otherwise. */
export async function openLog({ kafka, directory, embedded, onNotice = () => {} }: OpenLogOptions): Promise<Log> {
  if (kafka !== undefined) return openKafkaLog(kafka, onNotice);
  const { retention, ...options } = embedded;
  return openEmbeddedLog({ ...options, directory: join(directory, "log"), retention: { bytes: retention.bytes, ageMs: retention.age }, onNotice });
}
