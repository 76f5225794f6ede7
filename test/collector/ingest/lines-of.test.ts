import { expect, test } from "vitest";
import { linesOf } from "../../../collector/ingest/lines-of.ts";
import type { StoredMessage } from "../../../collector/log/log.ts";

const message = (offset: bigint, text: string): StoredMessage => ({ key: "k", producer: "p", sequence: offset, offset, value: Buffer.from(text) });

test.each([
  { rule: "a message has as many rows as lines", texts: ['{"a":1}\n{"b":2}\n'], lines: ['0 @5 {"a":1}\n', '1 @5 {"b":2}\n'] },
  { rule: "places go on over messages, offsets do not", texts: ["1\n", "2\n"], lines: ["0 @5 1\n", "1 @6 2\n"] },
  { rule: "a last line without its end gets one, or it would run into the next message", texts: ["1\n2", "3\n"], lines: ["0 @5 1\n", "1 @5 2\n", "2 @6 3\n"] },
  { rule: "blank lines are no rows", texts: ["\n\n1\n\n", "\n"], lines: ["0 @5 1\n"] },
  { rule: "an empty message has none", texts: ["", "1\n"], lines: ["0 @6 1\n"] },
])("$rule", ({ texts, lines }) => {
  const found = linesOf(texts.map((text, index) => message(5n + BigInt(index), text)));
  expect(found.map(({ index, offset, bytes }) => `${index} @${offset} ${bytes.toString()}`)).toEqual(lines);
});
