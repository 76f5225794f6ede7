import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decodeRecord, encodeRecord, findRecord, recordBytes } from "../../../../collector/log/embedded/record.ts";

const text = fc.string({ unit: "grapheme", maxLength: 40 });
const message = fc
  .record({
    key: text,
    producer: text,
    sequence: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    value: fc.uint8Array({ maxLength: 300 }),
    traceparent: fc.option(text),
  })
  .map(({ traceparent, value, ...rest }) => ({ ...rest, value: Buffer.from(value), ...(traceparent === null ? {} : { traceparent }) }));
const offset = fc.bigInt({ min: 0n, max: 2n ** 63n });

function encoded(one: Parameters<typeof recordBytes>[0], at: bigint): Buffer {
  const buffer = Buffer.alloc(recordBytes(one));
  encodeRecord(buffer, 0, one, at);
  return buffer;
}

test("what is encoded is decoded, in as many bytes as foretold", () => {
  fc.assert(
    fc.property(message, offset, (one, at) => {
      const buffer = encoded(one, at);
      expect(decodeRecord(buffer, 0)).toEqual({ kind: "record", message: { ...one, offset: at }, next: buffer.length });
    }),
  );
});

test("a record cut at any byte is incomplete", () => {
  fc.assert(
    fc.property(message, offset, fc.nat(), (one, at, cut) => {
      const buffer = encoded(one, at);
      expect(decodeRecord(buffer.subarray(0, cut % buffer.length), 0).kind).toBe("incomplete");
    }),
  );
});

test("a changed byte is never taken for a record", () => {
  fc.assert(
    fc.property(message, offset, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, at, place, change) => {
      const buffer = encoded(one, at);
      buffer.writeUInt8((buffer[place % buffer.length] ?? 0) ^ change, place % buffer.length);
      expect(decodeRecord(buffer, 0).kind).not.toBe("record");
    }),
  );
});

test("after damage of any bytes the next whole record is found", () => {
  fc.assert(
    fc.property(message, message, fc.uint8Array({ minLength: 1, maxLength: 100 }), (one, other, noise) => {
      const first = encoded(one, 5n);
      const damaged = Buffer.concat([first.subarray(0, first.length - 1), Buffer.from(noise), encoded(other, 6n)]);
      const found = findRecord(damaged, 1, 5n);
      expect(decodeRecord(damaged, found)).toMatchObject({ kind: "record", message: { offset: 6n } });
    }),
  );
});
