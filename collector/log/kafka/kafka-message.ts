import type { KafkaMessage } from "kafkajs";
import type { StoredMessage } from "../log.ts";

/** A message as it came from Kafka. One of a foreign producer has the producer "" and its offset as the sequence. */
export function storedMessage(message: KafkaMessage): StoredMessage {
  const offset = BigInt(message.offset);
  const producer = header(message, "tidemark-producer");
  const sequence = header(message, "tidemark-sequence");
  const traceparent = header(message, "traceparent");
  return {
    offset,
    key: message.key?.toString() ?? "",
    producer: producer ?? "",
    sequence: sequence !== undefined && /^-?\d+$/.test(sequence) ? BigInt(sequence) : offset,
    value: message.value ?? Buffer.alloc(0),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

function header({ headers }: KafkaMessage, name: string): string | undefined {
  const value = headers?.[name];
  return (Array.isArray(value) ? value[0] : value)?.toString();
}
