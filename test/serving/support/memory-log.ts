import type { Log, LogConsumer, LogMessage } from "../../../collector/log/log.ts";
import { TidemarkError } from "../../../errors.ts";

/** What it does with what is appended: `poison` refuses for good an append in which a message holds that word, `forbid` all of them. */
type Mode = "take" | "refuse" | "hang" | "poison" | "forbid";

/** A log in memory that does as it is told, for what no real log does on demand: refuse, hang, count. Reading is not its business. */
export class MemoryLog implements Log {
  readonly topics = new Map<string, LogMessage[]>();
  partitionCount = 1;
  /** Appends that were refused. */
  refusals = 0;
  #mode: Mode = "take";

  set mode(mode: Mode) {
    this.#mode = mode;
  }

  async append(topic: string, messages: readonly LogMessage[]): Promise<void> {
    const poisoned = this.#mode === "poison" && messages.some(({ value }) => value.includes("poison"));
    if (this.#mode === "refuse" || this.#mode === "forbid" || poisoned) {
      this.refusals += 1;
      const code = ({ refuse: "unavailable", forbid: "config", poison: "input" } as const)[this.#mode as "refuse" | "forbid" | "poison"];
      throw new TidemarkError(code, "appending: the test says no");
    }
    if (this.#mode === "hang") await new Promise(() => undefined);
    const copies = messages.map((message) => ({ ...message, value: Buffer.from(message.value) }));
    this.topics.set(topic, [...(this.topics.get(topic) ?? []), ...copies]);
  }

  subscribe(): Promise<LogConsumer> {
    throw new TidemarkError("internal", "the log in memory can't be read");
  }

  async partitions(): Promise<number> {
    return this.partitionCount;
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
