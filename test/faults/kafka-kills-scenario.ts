import { noKafkaBecause, startKafkaBroker } from "../support/kafka-broker.ts";
import { startAlerting } from "./support/alerting.ts";
import { enginePid } from "./support/engine-pid.ts";
import { doFaults, kill, slow, stop } from "./support/faults.ts";
import { joinRandomly } from "./support/join-randomly.ts";
import { startSite } from "./support/site.ts";
import { startTraffic } from "./support/traffic.ts";
import type { Scenario } from "./scenario.ts";

/** Roles apart over Kafka: a sidecar, pages, three collectors that join and leave, two alerters. Each, the engine and the broker are killed, stopped, slowed. */
export default {
  name: "kafka-kills",
  short: 5,
  missing: noKafkaBecause,
  async run({ faults, random, say }) {
    await using broker = await startKafkaBroker();
    await using site = await startSite({ kafka: broker.brokers });
    const [serve, pages] = [site.role("serve", "serve"), site.role("dashboards", "dashboards")];
    const collectors = [1, 2, 3].map((number) => site.role(`collect-${number}`, "collect"));
    const alerters = [1, 2].map((number) => site.role(`alert-${number}`, "alert"));
    for (const role of [serve, pages, ...collectors, ...alerters]) role.join();
    await site.ready();
    await using traffic = startTraffic(site.addresses, 40);
    const alerting = startAlerting(site, 3_000, true);
    const engine = () => enginePid(site.data);
    const done = await doFaults(
      [
        kill("serve", () => serve.pid, 3),
        kill("dashboards", () => pages.pid, 2),
        kill("engine", engine, 2),
        kill("broker", () => broker.pid, 1),
        ...collectors.map((role) => kill(role.name, () => role.pid, 3)),
        ...alerters.map((role) => kill(role.name, () => role.pid)),
        ...collectors.map((role) => stop(role.name, () => role.pid, 15_000)),
        stop("broker", () => broker.pid, 8_000),
        slow("broker", () => broker.pid, 5_000),
        stop("engine", engine, 6_000),
        slow("engine", engine, 5_000),
        ...collectors.map((role) => joinRandomly(role)),
      ],
      { count: faults, random, longestPauseMs: 3_000, ready: () => site.ready(), say },
    );
    for (const role of [...collectors, ...alerters]) role.join();
    const sent = await traffic.stop();
    const { books, failures } = await site.balance(sent);
    const alerts = await alerting.stop();
    return { done, books: { ...books, ...alerts.figures }, failures: [...failures, ...alerts.failures] };
  },
} satisfies Scenario;
