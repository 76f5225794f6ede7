import type { Random } from "../../analyzers/statistics/random.ts";
import { type AttackOptions, type AttackReport, createTally } from "./attack.ts";
import type { AttackedProcess } from "./hostile-process.ts";
import { sentBytes } from "./sent-bytes.ts";

/** Every answer, or the end of the connection, comes within this. */
const DEADLINE_MS = 20_000;
/** A good request is sent after so many bad ones, and must be answered. */
const GOOD_EVERY = 50;

export interface HttpAttack extends AttackOptions {
  readonly process: AttackedProcess;
  /** The bytes of one bad request. */
  readonly bad: (random: Random) => Buffer;
  /** Undefined when a good request is answered as it should be, else how it was. */
  readonly good: () => Promise<string | undefined>;
}

/** Sends bad requests, good ones in between; the process must stay, answer each within the deadline, and answer the good ones well. */
export async function attackHttp({ process, count, random, atOnce = 16, bad, good }: HttpAttack): Promise<AttackReport> {
  const tally = createTally();
  const port = Number(new URL(process.address).port);
  for (let done = 0; done < count && process.ended() === undefined; done += atOnce) {
    const batch = Array.from({ length: Math.min(atOnce, count - done) }, () => bad(random));
    await Promise.all(
      batch.map(async (bytes) => {
        const { kind } = await sentBytes(port, bytes, { deadlineMs: DEADLINE_MS });
        tally.count(kind);
        if (kind === "silent") tally.fail(`no answer and no end within ${DEADLINE_MS} ms: ${JSON.stringify(bytes.toString("latin1").slice(0, 500))}`);
        if (/^5(?!0[234])/.test(kind)) tally.fail(`answered ${kind}: ${JSON.stringify(bytes.toString("latin1").slice(0, 500))}`);
      }),
    );
    if (Math.floor(done / GOOD_EVERY) === Math.floor((done + atOnce) / GOOD_EVERY)) continue;
    const wrong = await good().catch((error: unknown) => String(error));
    if (wrong !== undefined) tally.fail(`a good request among the bad ones: ${wrong}`);
  }
  const ended = process.ended();
  if (ended !== undefined) tally.fail(`the process ended: ${ended}`);
  return { tried: count, answers: tally.answers, failures: tally.failures, peakBytes: await process.peakBytes() };
}
