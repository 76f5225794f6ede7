import { partitionOf } from "../../collector/log/partition-of.ts";
import { MESSAGE_BYTES, rowValues } from "../../collector/log/row-values.ts";
import type { Fate } from "../ledger/ledger-entry.ts";
import type { CapturedBatch, CaptureTopic, PackedMessage, PackedPart, Partitions, Settlement } from "./captured-batch.ts";
import type { NameKind } from "./name-caps.ts";

/** Rows of one exchange before they are the batch's. */
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

/** One message in the making. */
interface Group {
  readonly draft: Draft;
  readonly partition: number | undefined;
  readonly values: Buffer[];
  readonly parts: PackedPart[];
  bytes: number;
}

/** Puts together what goes back from the capture thread: of a topic whose partitions are known one message a partition, chosen by the request's id, of at most `MESSAGE_BYTES`; else one an exchange. */
export class BatchWriter {
  /** Requests that name no model, where none is declared. */
  unnamed = 0;
  readonly #partitions: Partitions;
  readonly #groups: Group[] = [];
  readonly #open = new Map<string, Group>();
  readonly #settlements = new Map<string, Settlement>();

  constructor(partitions: Partitions) {
    this.#partitions = partitions;
  }

  /** @param exchange its place in the batch. @param generation of the books it is entered in */
  add(exchange: number, generation: number, drafts: readonly Draft[]): void {
    for (const draft of drafts) {
      const group = this.#groupOf(draft);
      group.values.push(draft.value);
      group.parts.push({ exchange, generation, length: draft.value.length });
      group.bytes += draft.value.length;
    }
  }

  settle(generation: number, fate: Fate): void {
    const key = `${generation} ${fate}`;
    const before = this.#settlements.get(key)?.requests ?? 0;
    this.#settlements.set(key, { generation, fate, requests: before + 1 });
  }

  finish(id: number, refusedNames: ReadonlyMap<NameKind, number>, shapesForgotten: number): CapturedBatch {
    const bytes = new Uint8Array(this.#groups.reduce((sum, group) => sum + group.bytes, 0));
    let at = 0;
    const messages = this.#groups.map(({ draft: { topic, key, traceparent }, partition, values, parts }): PackedMessage => {
      const from = at;
      for (const value of values) {
        bytes.set(value, at);
        at += value.length;
      }
      const trace = parts.length > 1 || traceparent === undefined ? {} : { traceparent };
      return { topic, key, ...(partition === undefined ? {} : { partition }), ...trace, at: from, parts };
    });
    return { id, messages, settlements: [...this.#settlements.values()], refusedNames, shapesForgotten, unnamed: this.unnamed, bytes: bytes.buffer };
  }

  #groupOf(draft: Draft): Group {
    const count = this.#partitions[draft.topic];
    const partition = count === undefined ? undefined : partitionOf(draft.key, count);
    const place = `${draft.topic} ${partition}`;
    const open = partition === undefined ? undefined : this.#open.get(place);
    if (open !== undefined && open.bytes + draft.value.length <= MESSAGE_BYTES) return open;
    const group: Group = { draft, partition, values: [], parts: [], bytes: 0 };
    this.#open.set(place, group);
    this.#groups.push(group);
    return group;
  }
}
