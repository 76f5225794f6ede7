import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Log, LogBatch, LogConsumer, StoredMessage } from "../../../collector/log/log.ts";
import { message, messages } from "./conformance-messages.ts";

export interface Subject {
  /** A log on the same storage each time; several may be open, of which one appends. */
  open(): Promise<Log>;
  /** A topic that no test has used. */
  topic(): string;
}

/** What a reader took so far; it owns its positions, as the collector does. */
export class Reader {
  readonly taken: StoredMessage[] = [];
  readonly batches: LogBatch[] = [];
  readonly positions: Map<string, bigint>;
  readonly asked = new Set<string>();

  constructor(positions = new Map<string, bigint>()) {
    this.positions = positions;
  }

  subscribe(log: Log, topics: readonly string[], group: string, onBatch: (batch: LogBatch) => Promise<void> = async () => {}): Promise<LogConsumer> {
    return log.subscribe({
      topics,
      group,
      position: async (topic, partition) => {
        this.asked.add(`${topic}/${partition}`);
        return this.positions.get(`${topic}/${partition}`);
      },
      onBatch: async (batch) => {
        await onBatch(batch);
        this.batches.push(batch);
        this.taken.push(...batch.messages);
        const last = batch.messages.at(-1);
        if (last !== undefined) this.positions.set(`${batch.topic}/${batch.partition}`, last.offset + 1n);
      },
    });
  }

  sequences(): number[] {
    return this.taken.map(({ sequence }) => Number(sequence)).sort((a, b) => a - b);
  }
}

/** Resolves when the condition holds; the test's own timeout is the limit. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(10);
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

/** What every log must do, whatever is behind it. */
export function logConformance(subject: () => Subject): void {
  test("what was appended is read: each message once, bytes and headers unchanged", async () => {
    await using log = await subject().open();
    const topic = subject().topic();
    const bytes = Buffer.from(range(0, 256));
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const sent = [
      message(1, { key: "kéy", producer: "spool ü", sequence: 9_007_199_254_740_993n, value: bytes, traceparent }),
      message(2, { value: Buffer.alloc(0) }),
    ];
    await log.append(topic, sent);
    const reader = new Reader();
    await using _ = await reader.subscribe(log, [topic], topic);
    await until(() => reader.taken.length === 2);
    const found = reader.taken
      .map(({ key, producer, sequence, value, ...rest }) => ({
        key,
        producer,
        sequence,
        value: value.toString("hex"),
        ...("traceparent" in rest ? { traceparent: rest.traceparent } : {}),
      }))
      .sort((a, b) => (a.key < b.key ? 1 : -1));
    expect(found).toEqual(sent.map((one) => ({ ...one, value: one.value.toString("hex") })).sort((a, b) => (a.key < b.key ? 1 : -1)));
  });

  test("messages of one key stay in one partition and in order; offsets rise; concurrent appends all arrive once", async () => {
    await using log = await subject().open();
    const topic = subject().topic();
    const reader = new Reader();
    await using _ = await reader.subscribe(log, [topic], topic);
    await Promise.all(range(0, 200).map((at) => log.append(topic, messages(at * 5, at * 5 + 5))));
    await until(() => reader.taken.length >= 1000);
    expect(reader.sequences()).toEqual(range(0, 1000));
    for (const [, batches] of Map.groupBy(reader.batches, ({ partition }) => partition)) {
      const offsets = batches.flatMap((batch) => batch.messages.map(({ offset }) => offset));
      expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => Number(a - b)));
    }
    for (const [key, ofKey] of Map.groupBy(reader.taken, (one) => one.key)) {
      const order = ofKey.map(({ sequence }) => sequence);
      expect(order, key).toEqual([...order].sort((a, b) => Number(a - b)));
      expect(new Set(reader.batches.filter((batch) => batch.messages.some((one) => one.key === key)).map(({ partition }) => partition)).size).toBe(1);
    }
  });

  test("a message that names its partition goes there, whatever its key; partitions() says how many there are", async () => {
    await using log = await subject().open();
    const topic = subject().topic();
    const partitions = await log.partitions(topic);
    expect(partitions).toBe((await log.ends(topic)).size);
    const sent = messages(0, 3 * partitions).map((message, i) => ({ ...message, partition: i % partitions }));
    await log.append(topic, sent);
    const reader = new Reader();
    await using _ = await reader.subscribe(log, [topic], topic);
    await until(() => reader.taken.length >= sent.length);
    const found = reader.batches.flatMap(({ partition, messages }) => messages.map(({ sequence }) => [sequence, partition] as const));
    expect(new Map(found)).toEqual(new Map(sent.map(({ sequence, partition }) => [sequence, partition])));
  });

  test("a reader that comes back with its positions gets the rest, without loss or repeat, over a restart of the log", async () => {
    const topic = subject().topic();
    const first = new Reader();
    {
      await using log = await subject().open();
      await log.append(topic, messages(0, 50));
      await using _ = await first.subscribe(log, [topic], topic);
      await until(() => first.taken.length === 50);
      await log.append(topic, messages(50, 80));
    }
    await using log = await subject().open();
    await log.append(topic, messages(80, 100));
    const second = new Reader(first.positions);
    await using _ = await second.subscribe(log, [topic], topic);
    await until(() => first.taken.length + second.taken.length >= 100);
    expect([...first.sequences(), ...second.sequences()].sort((a, b) => a - b)).toEqual(range(0, 100));
  });

  test("no position: from the oldest; a position behind the end: from the oldest", async () => {
    await using log = await subject().open();
    const topic = subject().topic();
    await log.append(topic, messages(0, 10));
    const ends = await log.ends(topic);
    const reader = new Reader(new Map([...ends.keys()].map((partition) => [`${topic}/${partition}`, 1_000_000n])));
    await using _ = await reader.subscribe(log, [topic], topic);
    await until(() => reader.taken.length >= 10);
    expect(reader.sequences()).toEqual(range(0, 10));
  });

  test("a rejected batch comes again from the same offset, and nothing after it before", async () => {
    await using log = await subject().open();
    const topic = subject().topic();
    const sent = range(0, 20).map((n) => message(n, { key: "one" }));
    await log.append(topic, sent);
    const offered: bigint[] = [];
    const reader = new Reader();
    await using _ = await reader.subscribe(log, [topic], topic, async ({ messages: [first] }) => {
      offered.push(first?.offset ?? -1n);
      if (offered.length < 3) throw new Error("the store is away");
    });
    await until(() => reader.taken.length >= 20);
    expect(offered.slice(0, 3)).toEqual([offered[0], offered[0], offered[0]]);
    expect(reader.taken.map(({ sequence }) => Number(sequence))).toEqual(range(0, 20));
  });

  test("a message of 900 kB that does not compress arrives whole, several in one append", async () => {
    await using log = await subject().open();
    const topic = subject().topic();
    const { randomBytes } = await import("node:crypto");
    const large = range(0, 3).map((n) => message(n, { key: "large", value: randomBytes(900_000) }));
    await log.append(topic, large);
    const reader = new Reader();
    await using _ = await reader.subscribe(log, [topic], topic);
    await until(() => reader.taken.length >= 3);
    expect(reader.taken.map(({ value }, at) => value.equals(large[at]?.value ?? Buffer.alloc(0)))).toEqual([true, true, true]);
  });

  test("one subscription reads two topics; ends() is the offset after the newest; lag() comes to 0", async () => {
    await using log = await subject().open();
    const topics = [subject().topic(), subject().topic()] as const;
    await log.append(topics[0], messages(0, 30));
    await log.append(topics[1], messages(30, 40));
    const total = async (topic: string) => [...(await log.ends(topic)).values()].reduce((sum, end) => sum + end, 0n);
    expect([await total(topics[0]), await total(topics[1])]).toEqual([30n, 10n]);
    const reader = new Reader();
    const gate = Promise.withResolvers<void>();
    await using consumer = await reader.subscribe(log, topics, topics[0], () => gate.promise);
    expect(await consumer.lag()).toBe(40n);
    gate.resolve();
    await until(async () => (await consumer.lag()) === 0n);
    expect(reader.sequences()).toEqual(range(0, 40));
  });

  test("ends() of a topic that nobody wrote is 0 in each partition", async () => {
    await using log = await subject().open();
    expect(new Set((await log.ends(subject().topic())).values())).toEqual(new Set([0n]));
  });

  test("of two members of a group each message goes to one; when a member leaves the other goes on", async () => {
    await using log = await subject().open();
    const topic = subject().topic();
    await log.append(topic, messages(0, 10));
    const positions = new Map<string, bigint>();
    const [one, two] = [new Reader(positions), new Reader(positions)];
    const first = await one.subscribe(log, [topic], topic);
    await using _ = await two.subscribe(log, [topic], topic);
    const both = () => [...one.sequences(), ...two.sequences()].sort((a, b) => a - b);
    await until(() => both().length >= 10);
    await log.append(topic, messages(10, 40));
    await until(() => both().length >= 40);
    await first[Symbol.asyncDispose]();
    const before = one.taken.length;
    await log.append(topic, messages(40, 80));
    await until(() => both().length >= 80);
    expect(both()).toEqual(range(0, 80));
    expect(one.taken.length).toBe(before);
  });

  test("using a closed log is a conflict", async () => {
    const log = await subject().open();
    await log[Symbol.asyncDispose]();
    await expect(log.append(subject().topic(), messages(0, 1))).rejects.toMatchObject({ code: "conflict" });
  });
}
