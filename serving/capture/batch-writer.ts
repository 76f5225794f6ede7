import { rowValues } from "../../collector/log/row-values.ts";
import type { Fate } from "../ledger/ledger-entry.ts";
import type { CapturedBatch, CaptureTopic, PackedMessage, Settlement } from "./captured-batch.ts";
import type { NameKind } from "./name-caps.ts";

/** Messages of one exchange before they are the batch's. */
export interface Draft {
  readonly topic: CaptureTopic;
  readonly key: string;
  readonly value: Buffer;
  readonly traceparent?: string;
}

/** Rows as messages that the log takes, in order; undefined when one row alone is too long. */
export function messagesOf(draft: Omit<Draft, "value">, rows: Iterable<object>): readonly Draft[] | undefined {
  return rowValues(rows)?.map((value) => ({ ...draft, value }));
}

/** Puts together what goes back from the capture thread. */
export class BatchWriter {
  /** Requests that name no model, where none is declared. */
  unnamed = 0;
  readonly #values: Buffer[] = [];
  readonly #messages: Omit<PackedMessage, "at" | "length">[] = [];
  readonly #settlements = new Map<string, Settlement>();

  /** @param exchange its place in the batch. @param generation of the books it is entered in */
  add(exchange: number, generation: number, drafts: readonly Draft[]): void {
    for (const { value, ...rest } of drafts) {
      this.#values.push(value);
      this.#messages.push({ ...rest, exchange, generation });
    }
  }

  settle(generation: number, fate: Fate): void {
    const key = `${generation} ${fate}`;
    const before = this.#settlements.get(key)?.requests ?? 0;
    this.#settlements.set(key, { generation, fate, requests: before + 1 });
  }

  finish(id: number, refusedNames: ReadonlyMap<NameKind, number>): CapturedBatch {
    const bytes = new Uint8Array(this.#values.reduce((sum, value) => sum + value.length, 0));
    let at = 0;
    const messages = this.#messages.map((message, i): PackedMessage => {
      const value = this.#values[i] ?? Buffer.alloc(0);
      bytes.set(value, at);
      at += value.length;
      return { ...message, at: at - value.length, length: value.length };
    });
    return { id, messages, settlements: [...this.#settlements.values()], refusedNames, unnamed: this.unnamed, bytes: bytes.buffer };
  }
}
