import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nativeBlocks, type ResultColumn } from "../../../../../collector/clickhouse/engine/native/native-blocks.ts";
import { inPieces, joined } from "../../../support/pieces.ts";

interface Block {
  readonly rows: number;
  readonly data: readonly Uint8Array[];
}

const u64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

/** ClickHouse's format Buffers: columns, rows, then each column's length and bytes. */
const buffers = (blocks: readonly Block[]): Buffer =>
  Buffer.concat(blocks.flatMap(({ rows, data }) => [u64(data.length), u64(rows), ...data.flatMap((bytes) => [u64(bytes.length), bytes])]));

const result = (bytes: Uint8Array, columns: readonly ResultColumn[], revision = 54_460, cuts: readonly number[] = []): Promise<Buffer> =>
  joined(nativeBlocks(inPieces(bytes, cuts), columns, revision));

const INFO = "0100 02ffffffff 00";
const hex = (...parts: string[]): Buffer => Buffer.from(parts.join("").replaceAll(" ", ""), "hex");
const name = (text: string): string => Buffer.from([text.length, ...Buffer.from(text)]).toString("hex");

describe("what a client of a revision reads", () => {
  const when: ResultColumn = { name: "t", type: "DateTime('UTC')" };
  const one = buffers([{ rows: 1, data: [hex("07000000")] }]);
  test.each([
    [1, "a block's info", [INFO, "01 01", name("t"), name("DateTime"), "07000000"]],
    [54_336, "no zone yet", [INFO, "01 01", name("t"), name("DateTime"), "07000000"]],
    [54_337, "the zone", [INFO, "01 01", name("t"), name("DateTime('UTC')"), "07000000"]],
    [54_453, "no serialization yet", [INFO, "01 01", name("t"), name("DateTime('UTC')"), "07000000"]],
    [54_454, "a byte for the serialization", [INFO, "01 01", name("t"), name("DateTime('UTC')"), "00", "07000000"]],
    [54_479, "no delayed buckets yet", [INFO, "01 01", name("t"), name("DateTime('UTC')"), "00", "07000000"]],
    [54_480, "delayed buckets: none", ["0100 02ffffffff 0300 00", "01 01", name("t"), name("DateTime('UTC')"), "00", "07000000"]],
  ])("%i: %s", async (revision, _rule, parts) => {
    expect(await result(one, [when], revision)).toEqual(hex(...parts));
  });

  test("rows and names over 127 take two bytes for their count", async () => {
    const column = { name: "x".repeat(300), type: "UInt8" };
    const bytes = new Uint8Array(1000).fill(3);
    const expected = Buffer.concat([hex(INFO, "01 e807 ac02"), Buffer.from(column.name), hex(name("UInt8"), "00"), bytes]);
    expect(await result(buffers([{ rows: 1000, data: [bytes] }]), [column])).toEqual(expected);
  });

  test("no blocks are no bytes", async () => {
    expect(await result(Buffer.alloc(0), [when])).toHaveLength(0);
  });
});

const column = fc.record({ name: fc.string({ maxLength: 20 }), type: fc.constantFrom("String", "LowCardinality(String)", "Array(Nullable(UInt8))", "JSON") });
const cases = fc.array(column, { minLength: 1, maxLength: 4 }).chain((columns) =>
  fc.record({
    columns: fc.constant(columns),
    blocks: fc.array(
      fc.record({ rows: fc.nat(300), data: fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: columns.length, maxLength: columns.length }) }),
      { maxLength: 4 },
    ),
  }),
);

test("a result is the same wherever it is cut, at each of its bytes alone and at any of them together", async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.array(fc.nat(400)), async ({ columns, blocks }, cuts) => {
      const bytes = buffers(blocks);
      const whole = await result(bytes, columns);
      expect(await result(bytes, columns, 54_460, cuts)).toEqual(whole);
      expect(await result(bytes, columns, 54_460, [...bytes.keys()])).toEqual(whole);
      for (const at of bytes.keys()) expect(await result(bytes, columns, 54_460, [at])).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

test("a result that breaks off is none, at whichever byte", async () => {
  const bytes = buffers([{ rows: 2, data: [hex("0102"), hex("03")] }]);
  const columns = [
    { name: "a", type: "UInt8" },
    { name: "b", type: "UInt8" },
  ];
  for (let length = 1; length < bytes.length; length++)
    await expect(result(bytes.subarray(0, length), columns)).rejects.toMatchObject({ exception: { code: 33 } });
});

test.each([
  ["other columns than were described", [{ name: "a", type: "UInt8" }], 44],
  [
    "a state whose form depends on the revision",
    [
      { name: "a", type: "Array(AggregateFunction(1, sumMap, Array(UInt8)))" },
      { name: "b", type: "UInt8" },
    ],
    48,
  ],
])("refused: %s", async (_rule, columns, code) => {
  await expect(result(buffers([{ rows: 1, data: [hex("01"), hex("02")] }]), columns)).rejects.toMatchObject({ exception: { code } });
});
