import { setTimeout as sleep } from "node:timers/promises";
import { enginePid } from "./support/engine-pid.ts";
import { doFaults, kill, other } from "./support/faults.ts";
import { childrenOf } from "./support/role.ts";
import { startSite } from "./support/site.ts";
import { mountSmallDisk, noSmallDiskBecause } from "./support/tmpfs.ts";
import { startTraffic } from "./support/traffic.ts";
import type { Scenario } from "./scenario.ts";

const MEGABYTES = 250;
/** What is left for others, when nobody else takes it. */
const KEPT = { log: { minFreeBytes: 30e6 }, clickhouse: { minFreeBytes: 60e6 } };
const [FILLED_IN_MS, LONGEST_MS] = [2_000, 10_000];

/** `up` on a disk that is full now and then, where log, spool, store and the roles' own output lie; the engine and the rest are killed meanwhile too. Predictions go on, labels that cannot be kept are refused, and what was acknowledged is there afterwards. */
export default {
  name: "disk-full",
  short: 3,
  missing: noSmallDiskBecause,
  async run({ faults, random, say }) {
    await using disk = await mountSmallDisk(MEGABYTES);
    await using site = await startSite({ directory: disk.folder, config: KEPT });
    const up = site.role("up", "up");
    up.join();
    await site.ready();
    await using traffic = startTraffic(site.addresses, 40);
    let isFull = false;
    const full = other(
      "fill the disk",
      () => {
        if (isFull) return undefined;
        isFull = true;
        const lastsMs = random() * LONGEST_MS;
        const filled = async (): Promise<void> => {
          await disk.fill(FILLED_IN_MS);
          await sleep(lastsMs);
          await disk.empty();
          isFull = false;
        };
        return filled();
      },
      6,
    );
    // Nothing is waited for: with a full disk not everything is ready, and that is when it is killed.
    const faultsOf = [full, kill("the rest of up", () => childrenOf(up.pid ?? 0, "rest-process")[0]), kill("engine", () => enginePid(site.data))];
    const answeredAtFirst = traffic.sent.answered.size;
    const done = await doFaults(faultsOf, { count: faults, random, longestPauseMs: 6_000, ready: async () => undefined, say });
    const answered = traffic.sent.answered.size - answeredAtFirst;
    await site.ready();
    const sent = await traffic.stop();
    const { books, failures } = await site.balance(sent);
    const silent = answered === 0 ? ["no prediction was answered while the disk was full"] : [];
    return { done, books: { ...books, starts: up.starts }, failures: [...failures, ...silent, ...(up.starts > 1 ? [`up ended ${up.starts - 1} times`] : [])] };
  },
} satisfies Scenario;
