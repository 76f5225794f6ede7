import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { Log, LogConsumer, LogMessage } from "../../../collector/log/log.ts";
import { TidemarkError } from "../../../errors.ts";

interface Line {
  readonly topic: string;
  readonly producer: string;
  readonly sequence: number;
  readonly value: string;
}

/** A log in one file, one line a message, written by one process after another; it refuses while `<file>.refuse` exists. Reading is not its business. */
export class FileLog implements Log {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  async append(topic: string, messages: readonly LogMessage[]): Promise<void> {
    if (existsSync(`${this.#file}.refuse`)) throw new TidemarkError("unavailable", "appending: the test says no");
    const lines = messages.map(({ producer, sequence, value }) =>
      JSON.stringify({ topic, producer, sequence: Number(sequence), value: value.toString() } satisfies Line),
    );
    appendFileSync(this.#file, lines.map((line) => `${line}\n`).join(""));
  }

  subscribe(): Promise<LogConsumer> {
    throw new TidemarkError("internal", "the log in a file can't be read");
  }

  async partitions(): Promise<number> {
    return 1;
  }

  async ends(): Promise<ReadonlyMap<number, bigint>> {
    return new Map();
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  /** All rows of a topic; a message whose number its producer has used before is left out, as the collector does. */
  rows<Row>(topic: string): Row[] {
    if (!existsSync(this.#file)) return [];
    const last = new Map<string, number>();
    const lines = readFileSync(this.#file, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);
    return lines
      .filter((line) => line.topic === topic)
      .flatMap((line) => {
        if (line.sequence <= (last.get(line.producer) ?? 0)) return [];
        last.set(line.producer, line.sequence);
        return line.value
          .trimEnd()
          .split("\n")
          .map((row) => JSON.parse(row) as Row);
      });
  }
}
