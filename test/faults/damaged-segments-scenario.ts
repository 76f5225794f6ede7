import { closeSync, existsSync, openSync, readdirSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pick } from "../attacks/attack.ts";
import { doFaults, other } from "./support/faults.ts";
import type { Role } from "./support/role.ts";
import { startSite } from "./support/site.ts";
import { startTraffic } from "./support/traffic.ts";
import type { Scenario } from "./scenario.ts";

const TOPICS = ["tidemark.inferences", "tidemark.requests", "tidemark.labels"];

/** The embedded log's files are damaged while nobody has them open: ends torn off as by a crash, bytes changed as by a bad disk, in what was read and in what was not. What is lost is entered in the books, nothing else is lost, nothing comes twice. */
export default {
  name: "damaged-segments",
  short: 3,
  async run({ faults, random, say }) {
    await using site = await startSite({ config: { log: { segmentBytes: 65_536 } } });
    const up = site.role("up", "up");
    up.join();
    await site.ready();
    await using traffic = startTraffic(site.addresses, 40);
    while (TOPICS.some((topic) => !existsSync(folderOf(site.data, topic)))) await sleep(100);
    const damage = (name: string, act: (path: string, where: number) => void) =>
      other(name, () => {
        // Drawn at once, so that the seed's next choices do not hang on how long the rest takes.
        const [topic, segment, where] = [pick(random, TOPICS), random(), random()];
        return crashed(up).then(() => {
          act(segmentOf(site.data, topic, segment), where);
          up.join();
        });
      });
    const done = await doFaults(
      [
        damage("append half a record", (path) => write(path, statSync(path).size, Buffer.from([0xff, 0, 0, 0, 1, 2, 3, 4, 5]))),
        damage("change bytes in the middle", (path, where) => write(path, Math.floor(where * statSync(path).size), Buffer.alloc(8, 0x5a))),
        damage("change the last bytes", (path) => write(path, Math.max(0, statSync(path).size - 8), Buffer.alloc(8, 0x5a))),
        damage("zeros at the end", (path) => write(path, statSync(path).size, Buffer.alloc(4_096))),
      ],
      { count: faults, random, longestPauseMs: 4_000, ready: () => site.ready(), say },
    );
    await site.ready();
    const sent = await traffic.stop();
    const { books, failures } = await site.balance(sent);
    return { done, books, failures };
  },
} satisfies Scenario;

/** Ends it at once and for good, with all that runs under it. */
async function crashed(role: Role): Promise<void> {
  role.signal("SIGKILL");
  await role.leave();
}

const folderOf = (data: string, topic: string): string => join(data, "log", topic, "0");

/** One of the two newest. */
function segmentOf(data: string, topic: string, share: number): string {
  const folder = folderOf(data, topic);
  const newest = readdirSync(folder)
    .filter((name) => name.endsWith(".log"))
    .sort()
    .slice(-2);
  return join(folder, newest[Math.floor(share * newest.length)] ?? "");
}

function write(path: string, at: number, bytes: Buffer): void {
  const file = openSync(path, "r+");
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}
