import { readFile } from "node:fs/promises";
import kafkajs, { type Kafka, type LogEntry, type SASLOptions } from "kafkajs";
import { messageOf, TidemarkError } from "../../../errors.ts";
import type { OnNotice } from "../log-notice.ts";
import type { KafkaConfig } from "./kafka-config.ts";
import { mendKafkajsTimers } from "./kafkajs-timers.ts";
import { compressFrame, decompressFrame } from "lz4-napi";

/** About 6 s of trying before an operation fails. */
export const RETRY = { initialRetryTime: 100, maxRetryTime: 3_000, retries: 6 };

/** A kafkajs client whose own warnings and errors come as notices. @throws TidemarkError `config` when a file that the section names cannot be read. */
export async function kafkaClient(config: KafkaConfig, onNotice: OnNotice): Promise<Kafka> {
  registerLz4();
  mendKafkajsTimers();
  const sasl = await saslOf(config);
  return new kafkajs.Kafka({
    clientId: config.clientId,
    brokers: config.brokers,
    ssl: typeof config.ssl === "boolean" ? config.ssl : { ca: [await read(config.ssl.caFile, "kafka.ssl.caFile")] },
    ...(sasl === undefined ? {} : { sasl }),
    connectionTimeout: 3_000,
    retry: RETRY,
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => (entry) => onNotice(noticeOf(entry)),
  });
}

async function saslOf({ sasl }: KafkaConfig): Promise<SASLOptions | undefined> {
  if (sasl === undefined) return undefined;
  const password = sasl.password ?? (await read(sasl.passwordFile ?? "", "kafka.sasl.passwordFile")).replace(/\r?\n$/, "");
  return { mechanism: sasl.mechanism, username: sasl.username, password };
}

async function read(path: string, setting: string): Promise<string> {
  return readFile(path, "utf8").catch((error: unknown) => {
    throw new TidemarkError("config", `reading ${setting}: ${messageOf(error)}; it must name a readable file`, { cause: error });
  });
}

/** Only the text, broker, topic and group of the client's entry: the rest of it may hold what must not be logged. */
function noticeOf({ level, log }: LogEntry) {
  const detail = Object.fromEntries(["broker", "topic", "groupId", "error"].flatMap((key) => (typeof log[key] === "string" ? [[key, log[key]]] : [])));
  return { kind: "client", level: level <= kafkajs.logLevel.ERROR ? "error" : "warn", message: `kafka client: ${log.message}`, detail } as const;
}

const TOO_LARGE = new Set(["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"]);

/** What kafkajs threw, as the one error type: `unavailable`, but for a message over the broker's limit, which is `input`. */
export function kafkaError(doing: string, thrown: unknown): TidemarkError {
  if (thrown instanceof TidemarkError) return thrown;
  const { type } = thrown as { readonly type?: string };
  if (type !== undefined && TOO_LARGE.has(type))
    return new TidemarkError("input", `${doing}: a message is over the broker's max.message.bytes; send smaller ones or raise that limit`, { cause: thrown });
  return new TidemarkError("unavailable", `${doing}: ${messageOf(thrown)}; the brokers must be reachable and accept this client`, { cause: thrown });
}

/** Teaches kafkajs LZ4 (frames), for reading and writing. Once a process is enough; more do no harm. */
function registerLz4(): void {
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.LZ4] = () => ({
    compress: (encoder: { readonly buffer: Buffer }) => compressFrame(encoder.buffer),
    decompress: (compressed: Buffer) => decompressFrame(compressed),
  });
}
