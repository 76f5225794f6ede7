import type { Log, LogConsumer, LogMessage } from "../../../collector/log/log.ts";
import { TidemarkError } from "../../../errors.ts";

/** A log in memory that does as it is told, for what no real log does on demand: refuse, hang, count. Reading is not its business. */
export class MemoryLog implements Log {
  readonly topics = new Map<string, LogMessage[]>();
  #mode: "take" | "refuse" | "hang" = "take";

  set mode(mode: "take" | "refuse" | "hang") {
    this.#mode = mode;
  }

  async append(topic: string, messages: readonly LogMessage[]): Promise<void> {
    if (this.#mode === "refuse") throw new TidemarkError("unavailable", "appending: the test says no");
    if (this.#mode === "hang") await new Promise(() => undefined);
    const copies = messages.map((message) => ({ ...message, value: Buffer.from(message.value) }));
    this.topics.set(topic, [...(this.topics.get(topic) ?? []), ...copies]);
  }

  subscribe(): Promise<LogConsumer> {
    throw new TidemarkError("internal", "the log in memory can't be read");
  }

  async ends(): Promise<ReadonlyMap<number, bigint>> {
    return new Map();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.topics.clear();
  }

  /** All rows of a topic; a message whose number its producer has used before is left out, as the collector does. */
  rows<Row>(topic: string): Row[] {
    const last = new Map<string, bigint>();
    return (this.topics.get(topic) ?? []).flatMap((message) => {
      if (message.sequence <= (last.get(message.producer) ?? 0n)) return [];
      last.set(message.producer, message.sequence);
      return message.value
        .toString()
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Row);
    });
  }
}
