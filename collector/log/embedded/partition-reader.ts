import { type FileHandle, open } from "node:fs/promises";
import type { StoredMessage } from "../log.ts";
import type { OnNotice } from "../log-notice.ts";
import { type ReadLimits, readChunk } from "./read-chunk.ts";
import { listSegments, type Segment } from "./segments.ts";

/**
 * Reads one partition forward, also while another process appends to it. Damage is skipped with a notice; a position before the
 * oldest kept message or after the newest (a log that was deleted, or lost its end in a power cut) goes on at the oldest.
 */
export class PartitionReader implements AsyncDisposable {
  readonly #directory: string;
  readonly #limits: ReadLimits;
  readonly #onNotice: OnNotice;
  readonly #onLost: (from: bigint, to: bigint) => void;
  #next: bigint | undefined;
  #segment: Segment | undefined;
  #handle: FileHandle | undefined;
  #place = 0;
  /** Offset after the last record that stands before `#place`. */
  #seen = 0n;
  /** A newer segment exists, so nothing more is added to this one. */
  #closed = false;

  /**
   * @param position offset to begin with; undefined: the oldest kept.
   * @param onLost told of offsets that cannot be read any more, from the first to before the second
   */
  constructor(directory: string, position: bigint | undefined, limits: ReadLimits, onNotice: OnNotice, onLost: (from: bigint, to: bigint) => void = () => {}) {
    this.#directory = directory;
    this.#next = position;
    this.#limits = limits;
    this.#onNotice = onNotice;
    this.#onLost = onLost;
  }

  /** Offset of the message that comes next; undefined before the first read from the oldest. */
  get next(): bigint | undefined {
    return this.#next;
  }

  /** The next messages within the limits; none when the end is reached. */
  async read(): Promise<readonly StoredMessage[]> {
    while (this.#handle !== undefined || (await this.#begin())) {
      const messages = await this.#readOn();
      if (messages === "end") return [];
      if (messages.length > 0) return messages;
    }
    return [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #begin(): Promise<boolean> {
    const segments = await listSegments(this.#directory);
    const from = this.#next;
    const segment = (from === undefined ? undefined : segments.findLast(({ base }) => base <= from)) ?? segments[0];
    return segment !== undefined && this.#enter(segment);
  }

  /** False when retention deleted the segment in the meantime. */
  async #enter(segment: Segment): Promise<boolean> {
    await this.#handle?.close();
    this.#handle = undefined;
    this.#handle = await open(segment.path, "r").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    this.#segment = segment;
    this.#place = 0;
    this.#seen = segment.base;
    this.#closed = false;
    this.#next ??= segment.base;
    return this.#handle !== undefined;
  }

  async #readOn(): Promise<readonly StoredMessage[] | "end"> {
    if (this.#handle === undefined) return [];
    const before = this.#place;
    const chunk = await readChunk(this.#handle, before, this.#seen, this.#limits, this.#closed ? "always" : "ifWholeFollows");
    this.#place = chunk.next;
    if (chunk.skipped > 0) this.#tellDamage(before, chunk.skipped);
    this.#seen = (chunk.messages.at(-1)?.offset ?? this.#seen - 1n) + 1n;
    if (chunk.next === before) return this.#atEndOfSegment();
    return this.#handOver(chunk.messages);
  }

  #handOver(messages: readonly StoredMessage[]): readonly StoredMessage[] {
    const from = this.#next ?? 0n;
    const wanted = messages[0] !== undefined && messages[0].offset >= from ? messages : messages.filter(({ offset }) => offset >= from);
    const first = wanted[0]?.offset ?? from;
    if (first > from) this.#tellGap(from, first);
    this.#next = (wanted.at(-1)?.offset ?? from - 1n) + 1n;
    return wanted;
  }

  async #atEndOfSegment(): Promise<readonly StoredMessage[] | "end"> {
    const base = this.#segment?.base ?? 0n;
    const segments = await listSegments(this.#directory);
    const newer = segments.find((segment) => segment.base > base);
    if (newer !== undefined) {
      // Between the read and the list the writer may have added to this segment: look once more, knowing it closed.
      if (this.#closed) await this.#enter(newer);
      else this.#closed = true;
      return [];
    }
    const oldest = segments[0];
    if (this.#seen >= (this.#next ?? 0n) || oldest === undefined) return "end";
    this.#tellGap(this.#next ?? 0n, oldest.base);
    this.#next = oldest.base;
    await this.#enter(oldest);
    return [];
  }

  #tellDamage(place: number, bytes: number): void {
    const path = this.#segment?.path ?? this.#directory;
    this.#onNotice({
      kind: "corruption",
      level: "error",
      message: `reading ${path}: ${bytes} bytes at ${place} fail their checksum and are skipped; their messages are lost`,
      detail: { path, place, bytes },
    });
  }

  #tellGap(from: bigint, to: bigint): void {
    const messages = Number(to - from);
    if (messages > 0) this.#onLost(from, to);
    const message =
      messages > 0
        ? `reading ${this.#directory}: ${messages} messages from offset ${from} on are no longer kept; going on at ${to}`
        : `reading ${this.#directory}: position ${from} lies behind the log's end; going on at the oldest, ${to}`;
    this.#onNotice({
      kind: "gap",
      level: "warn",
      message,
      detail: { directory: this.#directory, from: String(from), to: String(to), messages: Math.max(0, messages) },
    });
  }
}
