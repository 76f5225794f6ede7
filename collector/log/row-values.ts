/** Most bytes of a message's value: with its key and headers it stays under a Kafka broker's usual limit of 1,048,588. */
export const MESSAGE_BYTES = 900_000;

/** Rows as newline-delimited JSON in as few values as need be, each of at most `MESSAGE_BYTES`, in order; undefined when one row alone is longer. */
export function rowValues(rows: Iterable<object>): readonly Buffer[] | undefined {
  const values: Buffer[] = [];
  let lines: Buffer[] = [];
  let bytes = 0;
  const end = () => {
    if (lines.length > 0) values.push(Buffer.concat(lines));
    lines = [];
    bytes = 0;
  };
  for (const row of rows) {
    const line = Buffer.from(`${JSON.stringify(row)}\n`);
    if (line.length > MESSAGE_BYTES) return undefined;
    if (bytes + line.length > MESSAGE_BYTES) end();
    lines.push(line);
    bytes += line.length;
  }
  end();
  return values;
}
