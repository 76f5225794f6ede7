import { describe, expect, test } from "vitest";
import { storedMessage } from "../../../../collector/log/kafka/kafka-message.ts";

const message = (headers: Readonly<Record<string, string>>) =>
  storedMessage({
    key: null,
    value: Buffer.from("{}\n"),
    timestamp: "0",
    attributes: 0,
    offset: "17",
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
  });

describe("numbers of a producer, from headers that anyone can write", () => {
  test.each(["0", "7", "9223372036854775807"])("%s is taken", (sequence) => {
    expect(message({ "tidemark-producer": "p", "tidemark-sequence": sequence })).toMatchObject({ producer: "p", sequence: BigInt(sequence) });
  });

  test.each(["-1", "", " 1", "1.5", "1e3", "0x10", "9223372036854775808", "99999999999999999999999", "NaN"])(
    "%j is none: the message counts by its offset",
    (sequence) => {
      expect(message({ "tidemark-producer": "p", "tidemark-sequence": sequence })).toMatchObject({ producer: "", sequence: 17n });
    },
  );

  test.each(["", "p".repeat(257)])("a producer without a name, or with one too long, is a foreign one", (producer) => {
    expect(message({ "tidemark-producer": producer, "tidemark-sequence": "1" })).toMatchObject({ producer: "", sequence: 17n });
  });

  test("a number without a producer counts for nothing", () => {
    expect(message({ "tidemark-sequence": "1" })).toMatchObject({ producer: "", sequence: 17n });
  });
});
