import { openEmbeddedLog } from "../../../../collector/log/embedded/embedded-log.ts";
import { message } from "../conformance-messages.ts";

/** Appends without end to the directory and topic given, and prints the sequence after each acknowledged group of 10. */
const [directory = "", topic = ""] = process.argv.slice(2);
const log = await openEmbeddedLog({ directory, segmentBytes: 100_000 });
for (let sequence = 0; ; sequence += 10) {
  await log.append(
    topic,
    Array.from({ length: 10 }, (_, index) => message(sequence + index, { value: Buffer.alloc(1000 + ((sequence + index) % 500), sequence % 256) })),
  );
  process.stdout.write(`${sequence + 10}\n`);
}
