import { createHash, randomUUID } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { LabelRow } from "../../collector/events/label-row.ts";
import type { Log, LogMessage } from "../../collector/log/log.ts";
import { rowValues } from "../../collector/log/row-values.ts";
import { TidemarkError } from "../../errors.ts";

const TOPIC = "tidemark.labels";
const REMEMBERED_KEYS = 10_000;

/** Appends labels to the log, one message a request (more where it has very many rows); resolves once they are acknowledged. */
export interface LabelWriter {
  /**
   * With an idempotency key that was written before, nothing is written again. A label sent again without one is a revision to the same value: it changes no current label.
   * @throws TidemarkError `conflict` when the key was used for other labels.
   */
  write(rows: readonly LabelRow[], idempotencyKey?: string): Promise<void>;
}

/** One append at a time, in the order of the sequences; a producer of its own for each process, so that no sequence is ever used twice. */
export function createLabelWriter(log: Log, producer = `labels-${randomUUID()}`): LabelWriter {
  let sequence = 0n;
  let labels = 0;
  let last: Promise<void> = Promise.resolve();
  const written = new LRUCache<string, { readonly digest: string; readonly writing: Promise<void> }>({ max: REMEMBERED_KEYS });
  const append = (rows: readonly LabelRow[]): Promise<void> => {
    const numbered = rows.map((row): LabelRow => ({ ...row, sequence: ++labels }));
    const messages = [...Map.groupBy(numbered, rowsNamed)].flatMap(([key, group]) =>
      (rowValues(group) ?? []).map((value): LogMessage => ({ key, producer, sequence: ++sequence, value })),
    );
    const appended = last.then(() => (messages.length > 0 ? log.append(TOPIC, messages) : undefined));
    last = appended.catch(() => undefined);
    return appended;
  };
  return {
    async write(rows, idempotencyKey) {
      if (idempotencyKey === undefined) return append(rows);
      const digest = digestOf(rows);
      const before = written.get(idempotencyKey);
      if (before !== undefined && before.digest !== digest)
        throw new TidemarkError("conflict", `writing labels: Idempotency-Key "${idempotencyKey}" was used for other labels; a new body needs a new key`);
      if (before !== undefined) return before.writing;
      const writing = append(rows);
      written.set(idempotencyKey, { digest, writing });
      writing.catch(() => written.delete(idempotencyKey));
      return writing;
    },
  };
}

/** What says which rows a label is about: the message's key. */
function rowsNamed({ request_id, keys }: LabelRow): string {
  return keys === undefined ? request_id : JSON.stringify(keys, Object.keys(keys).sort());
}

/** Of what was sent: the time of receipt, and an observed time that stands for it, are not part of it. */
function digestOf(rows: readonly LabelRow[]): string {
  const sent = rows.map((row) => [row.model, rowsNamed(row), row.row_number, row.label, row.source, ...(row.withdrawn === 1 ? ["withdrawn"] : [])]);
  return createHash("sha256").update(JSON.stringify(sent)).digest("hex");
}
