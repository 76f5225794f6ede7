import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../../analyzers/statistics/random.ts";
import { pick } from "../../attacks/attack.ts";

/** A fault that was done; what lasts (a stop, a slow process) says when it is over. */
interface Done {
  readonly over?: Promise<unknown>;
}

/** Something that can be done to a part of a site. */
export interface Fault {
  /** "kill collect-2". */
  readonly name: string;
  /** How often beside the others; default 1. */
  readonly weight?: number;
  /** Undefined where there was nothing to do it to. */
  act(random: Random): Promise<Done | undefined>;
}

/** Sends a signal; false where the process is gone. */
export function signal(pid: number | undefined, name: NodeJS.Signals): boolean {
  try {
    return pid !== undefined && process.kill(pid, name);
  } catch {
    return false;
  }
}

type PidOf = () => number | undefined | Promise<number | undefined>;

/** kill -9. */
export function kill(name: string, pidOf: PidOf, weight = 1): Fault {
  return { name: `kill ${name}`, weight, act: async () => (signal(await pidOf(), "SIGKILL") ? {} : undefined) };
}

/** SIGSTOP for some time, as a paused machine. */
export function stop(name: string, pidOf: PidOf, longestMs: number, weight = 1): Fault {
  return {
    name: `stop ${name}`,
    weight,
    async act(random) {
      const lastsMs = 500 + random() * (longestMs - 500);
      const pid = await pidOf();
      return signal(pid, "SIGSTOP") ? { over: sleep(lastsMs).then(() => signal(pid, "SIGCONT")) } : undefined;
    },
  };
}

/** Stopped nine tenths of the time, for some time. */
export function slow(name: string, pidOf: PidOf, longestMs: number, weight = 1): Fault {
  return {
    name: `slow ${name}`,
    weight,
    async act(random) {
      const untilMs = performance.now() + 500 + random() * (longestMs - 500);
      const pid = await pidOf();
      return signal(pid, "SIGSTOP") ? { over: crawl(pid, untilMs) } : undefined;
    },
  };
}

async function crawl(pid: number | undefined, untilMs: number): Promise<void> {
  do {
    await sleep(90);
    signal(pid, "SIGCONT");
    await sleep(10);
  } while (performance.now() < untilMs && signal(pid, "SIGSTOP"));
  signal(pid, "SIGCONT");
}

/** Something else than a signal. */
export function other(name: string, act: () => Promise<unknown> | undefined, weight = 1): Fault {
  return {
    name,
    weight,
    async act() {
      const over = act();
      return over === undefined ? undefined : { over };
    },
  };
}

/**
 * Does so many faults of a list, as the seed has it, with pauses between them; those that last go on beside the next ones. Which are tried, and in which order, follows from the seed alone; where each process stood then does not.
 * @returns how often each was done
 */
export async function doFaults(
  faults: readonly Fault[],
  options: {
    readonly count: number;
    readonly random: Random;
    readonly longestPauseMs: number;
    /** Before two faults of three all is well again; the third comes whatever is being mended. */
    readonly ready: () => Promise<void>;
    readonly say: (words: string) => void;
  },
): Promise<Readonly<Record<string, number>>> {
  const { count, random, longestPauseMs, ready, say } = options;
  const weighted = faults.flatMap((fault) => Array.from({ length: fault.weight ?? 1 }, () => fault));
  const done: Record<string, number> = {};
  const lasting: Promise<unknown>[] = [];
  for (let [total, tries] = [0, 0]; total < count && tries < 100 * count; tries++) {
    if (random() < 2 / 3) await ready();
    await sleep(random() * longestPauseMs);
    const fault = pick(random, weighted);
    const did = await fault.act(random);
    if (did === undefined) continue;
    lasting.push(did.over ?? Promise.resolve());
    done[fault.name] = (done[fault.name] ?? 0) + 1;
    say(`${++total}/${count} ${fault.name}`);
  }
  await Promise.all(lasting);
  return done;
}
