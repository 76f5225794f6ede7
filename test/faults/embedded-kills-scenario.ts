import { joinRandomly } from "./support/join-randomly.ts";
import { enginePid } from "./support/engine-pid.ts";
import { doFaults, kill, slow, stop } from "./support/faults.ts";
import { childrenOf } from "./support/role.ts";
import { startAlerting } from "./support/alerting.ts";
import { startSite } from "./support/site.ts";
import { startTraffic } from "./support/traffic.ts";
import type { Scenario } from "./scenario.ts";

/** `up` on its embedded log and engine, two collectors and an alerter more beside it: any of them, the engine too, is killed, stopped, slowed, joins or leaves. */
export default {
  name: "embedded-kills",
  short: 6,
  async run({ faults, random, say }) {
    await using site = await startSite();
    const up = site.role("up", "up");
    const [second, third, alerter] = [site.role("collect-2", "collect"), site.role("collect-3", "collect"), site.role("alert-2", "alert")];
    up.join();
    await site.ready();
    for (const role of [second, third, alerter]) role.join();
    await using traffic = startTraffic(site.addresses, 40);
    const alerting = startAlerting(site, 3_000, true);
    const rest = () => childrenOf(up.pid ?? 0, "rest-process")[0];
    const engine = () => enginePid(site.data);
    const done = await doFaults(
      [
        kill("up", () => up.pid, 3),
        kill("the rest of up", rest, 3),
        kill("engine", engine, 3),
        kill("collect-2", () => second.pid, 3),
        kill("collect-3", () => third.pid, 2),
        kill("alert-2", () => alerter.pid, 2),
        stop("the rest of up", rest, 8_000),
        stop("engine", engine, 6_000),
        stop("collect-2", () => second.pid, 8_000),
        slow("engine", engine, 5_000),
        joinRandomly(second),
        joinRandomly(third),
      ],
      { count: faults, random, longestPauseMs: 3_000, ready: () => site.ready(), say },
    );
    for (const role of [second, third, alerter]) role.join();
    const sent = await traffic.stop();
    const { books, failures } = await site.balance(sent);
    const alerts = await alerting.stop();
    return { done, books: { ...books, ...alerts.figures }, failures: [...failures, ...alerts.failures] };
  },
} satisfies Scenario;
