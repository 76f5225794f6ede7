import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pick } from "../attacks/attack.ts";
import { startAlerting } from "./support/alerting.ts";
import { fakeClock, noFakeClockBecause } from "./support/fake-clock.ts";
import { doFaults, kill, other } from "./support/faults.ts";
import { startSite } from "./support/site.ts";
import { startTraffic } from "./support/traffic.ts";
import type { Scenario } from "./scenario.ts";

/** Seconds: as a clock is set right after a start, after a suspend, in the wrong zone, a day off. */
const OFFSETS = [-86_400, -3_600, -61, -2, 0, 0, 2, 61, 3_600, 86_400];

/** `up`, a collector and an alerter more, each with a wall clock of its own that jumps, forwards and back: nothing is lost, doubled or told twice. */
export default {
  name: "clock-jumps",
  short: 4,
  missing: noFakeClockBecause,
  async run({ faults, random, say }) {
    await using stack = new AsyncDisposableStack();
    const clocks = await mkdtemp(join(tmpdir(), "tidemark-clocks-"));
    stack.defer(() => rm(clocks, { recursive: true, force: true }));
    const site = stack.use(await startSite());
    const roles = (["up", "collect", "alert"] as const).map((command) => {
      const clock = fakeClock(clocks, command);
      return { command, clock, role: site.role(command, command, clock.environment) };
    });
    for (const { role } of roles) role.join();
    await site.ready();
    const traffic = stack.use(startTraffic(site.addresses, 40));
    const alerting = startAlerting(site, 3_000, true);
    const jumps = roles.map(({ command, clock }) =>
      other(
        `the clock of ${command} jumps`,
        () => {
          clock.set(pick(random, OFFSETS));
          return Promise.resolve();
        },
        command === "up" ? 6 : 2,
      ),
    );
    const kills = roles.map(({ command, role }) => kill(command, () => role.pid));
    const done = await doFaults([...jumps, ...kills], { count: faults, random, longestPauseMs: 3_000, ready: () => site.ready(), say });
    for (const { clock } of roles) clock.set(0);
    const sent = await traffic.stop();
    const { books, failures } = await site.balance(sent);
    const alerts = await alerting.stop();
    return { done, books: { ...books, ...alerts.figures }, failures: [...failures, ...alerts.failures] };
  },
} satisfies Scenario;
