import { type FileHandle, mkdir, open } from "node:fs/promises";
import { messageOf, TidemarkError } from "../../../errors.ts";
import { GroupCommit } from "../group-commit.ts";
import type { LogMessage } from "../log.ts";
import type { OnNotice } from "../log-notice.ts";
import type { FsyncPolicy } from "./fsync-policy.ts";
import { encodeRecord, recordBytes } from "./record.ts";
import { recoverTail } from "./recover-tail.ts";
import { applyRetention, type Retention } from "./retention.ts";
import { listSegments, segmentAt } from "./segments.ts";

export interface WriterOptions {
  readonly segmentBytes: number;
  readonly fsync: FsyncPolicy;
  readonly retention: Retention;
  readonly onNotice: OnNotice;
  /** Called with the partition's directory after each append. */
  readonly onAppended: (directory: string) => void;
}

const GROUP_BYTES = 16 * 1024 * 1024;

/** The one writer of a partition: appends groups of messages to the newest segment and begins new segments. */
export class PartitionWriter implements AsyncDisposable {
  readonly directory: string;
  readonly #options: WriterOptions;
  readonly #commits = new GroupCommit<LogMessage>(GROUP_BYTES, (messages) => this.#commit(messages));
  #handle: FileHandle | undefined;
  #size = 0;
  #next = 0n;
  #unsynced = false;

  constructor(directory: string, options: WriterOptions) {
    this.directory = directory;
    this.#options = options;
  }

  /** Offset after the newest message. */
  get next(): bigint {
    return this.#next;
  }

  /** Finds the end, cutting off a torn last record; called again after a failed write. */
  async recover(): Promise<void> {
    await mkdir(this.directory, { recursive: true });
    await this.#handle?.close();
    this.#handle = undefined;
    const segment = (await listSegments(this.directory)).at(-1) ?? segmentAt(this.directory, 0n);
    const handle = await open(segment.path, "a+");
    const tail = await recoverTail(handle, segment, this.#options.onNotice);
    this.#handle = handle;
    this.#next = tail.next;
    this.#size = tail.size;
    if (tail.damaged) await this.#roll();
  }

  /** Resolves when the messages are stored as the fsync policy says. @throws TidemarkError `unavailable` when they could not be written. */
  append(messages: readonly LogMessage[]): Promise<void> {
    return this.#commits.add(
      messages,
      messages.reduce((sum, message) => sum + recordBytes(message), 0),
    );
  }

  /** Forces to the disk what was appended since the last time. */
  async sync(): Promise<void> {
    if (!this.#unsynced) return;
    this.#unsynced = false;
    await this.#handle?.datasync();
  }

  async retain(): Promise<void> {
    await applyRetention(this.directory, this.#options.retention, Date.now());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#commits.idle();
    await this.sync();
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #commit(messages: readonly LogMessage[]): Promise<void> {
    try {
      await this.#write(messages);
    } catch (error) {
      // The next commit finds the end anew: records that did get there stay (the caller sends them again, under the same sequence), a torn one is cut off.
      await this.#handle?.close().catch(() => {});
      this.#handle = undefined;
      throw new TidemarkError(
        "unavailable",
        `appending ${messages.length} messages to ${this.directory}: ${messageOf(error)}; the disk must be writable and have room`,
        {
          cause: error,
        },
      );
    }
  }

  async #write(messages: readonly LogMessage[]): Promise<void> {
    if (this.#handle === undefined) await this.recover();
    const group = Buffer.allocUnsafe(messages.reduce((sum, message) => sum + recordBytes(message), 0));
    if (this.#size > 0 && this.#size + group.length > this.#options.segmentBytes) await this.#roll();
    let end = 0;
    for (const [index, message] of messages.entries()) end = encodeRecord(group, end, message, this.#next + BigInt(index));
    // appendFile goes on after a short write.
    await this.#handle?.appendFile(group);
    this.#unsynced = this.#options.fsync !== "never";
    if (this.#options.fsync === "always") await this.sync();
    this.#size += group.length;
    this.#next += BigInt(messages.length);
    this.#options.onAppended(this.directory);
  }

  async #roll(): Promise<void> {
    const fresh = await open(segmentAt(this.directory, this.#next).path, "a");
    const old = this.#handle;
    this.#handle = fresh;
    this.#size = 0;
    if (this.#options.fsync !== "never") await old?.datasync();
    await old?.close();
    if (this.#options.fsync === "always") await syncDirectory(this.directory);
    await this.retain();
  }
}

async function syncDirectory(directory: string): Promise<void> {
  await using handle = await open(directory, "r");
  await handle.sync();
}
