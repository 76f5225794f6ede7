import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ChangeDetector } from "../../analyzers/statistics/change-detector.ts";
import { messageOf } from "../../errors.ts";
import { errorsOf } from "./streams.ts";

const RATE = 0.1;
const SEED = 7;
/** A detector that costs microseconds is given fewer values. */
const SLOW = "kswin";
const SLOWER = 50;
const PATIENCE_MS = 600_000;

/** Nanoseconds of CPU a value, the better of two rounds, over one stream of errors with a change in its middle; river's by the same stream in a process of its own, right after. */
export async function speeds(detectors: readonly ChangeDetector[], values: number, python: string): Promise<object> {
  const stream = errorsOf((row) => (row < values / 2 ? RATE : 2 * RATE), SEED);
  const errors = Float64Array.from({ length: values }, () => stream.next().value as number);
  const ours = detectors.map((detector) => [detector.name, Math.round(Math.min(nanoseconds(detector, errors), nanoseconds(detector, errors)))] as const);
  const river = await riverSpeeds(
    python,
    errors,
    detectors.map(({ name }) => name),
  );
  const times = Object.fromEntries(ours.map(([name, own]) => [name, { tidemark: own, river: river.times[name] ?? null }]));
  return { cpuNanosecondsAValue: times, river: river.note };
}

function nanoseconds(detector: ChangeDetector, errors: Float64Array): number {
  const run = detector.start();
  const count = detector.name === SLOW ? Math.floor(errors.length / SLOWER) : errors.length;
  const begun = process.cpuUsage();
  for (let row = 0; row < count; row += 1) run.update(errors[row] ?? 0);
  return (process.cpuUsage(begun).user * 1000) / count;
}

async function riverSpeeds(
  python: string,
  errors: Float64Array,
  names: readonly string[],
): Promise<{ readonly times: Readonly<Record<string, number>>; readonly note: string }> {
  try {
    const running = promisify(execFile)(python, [join(import.meta.dirname, "river-speed.py"), SLOW, String(SLOWER), ...names], { timeout: PATIENCE_MS });
    running.child.stdin?.end(Buffer.from(Uint8Array.from(errors)));
    const { stdout } = await running;
    const { version, times } = JSON.parse(stdout) as { version: string; times: Record<string, number> };
    return { times, note: `river ${version}, the same stream` };
  } catch (thrown) {
    return { times: {}, note: `river is not there (${messageOf(thrown).trim().split("\n").at(-1) ?? ""}); --python PATH names a Python that has it` };
  }
}
