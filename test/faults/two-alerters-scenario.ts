import { startAlerting } from "./support/alerting.ts";
import { doFaults, stop } from "./support/faults.ts";
import { joinRandomly } from "./support/join-randomly.ts";
import { startSite } from "./support/site.ts";
import type { Scenario } from "./scenario.ts";

/** Three alerters on one store, paused and resumed, leaving and joining in order: each finding becomes one alert and one message, none comes again. */
export default {
  name: "two-alerters",
  short: 4,
  async run({ faults, random, say }) {
    await using site = await startSite();
    const [serve, pages] = [site.role("serve", "serve"), site.role("dashboards", "dashboards")];
    const alerters = [1, 2, 3].map((number) => site.role(`alert-${number}`, "alert"));
    for (const role of [serve, pages, ...alerters]) role.join();
    await site.ready();
    const alerting = startAlerting(site, 700, false);
    const done = await doFaults([...alerters.map((role) => stop(role.name, () => role.pid, 30_000)), ...alerters.map((role) => joinRandomly(role))], {
      count: faults,
      random,
      longestPauseMs: 6_000,
      ready: async () => undefined,
      say,
    });
    for (const role of alerters) role.join();
    const { figures, failures } = await alerting.stop();
    return { done, books: figures, failures };
  },
} satisfies Scenario;
