import { randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { windowAt } from "../analyzers/windows/window.ts";
import { ReplayClock } from "../collector/clock.ts";
import { demoConfig } from "../demo/demo-config.ts";
import { readFlights } from "../demo/flights.ts";
import { openJournal } from "../demo/journal.ts";
import { startModelServer } from "../demo/model-server.ts";
import { readOutcome } from "../demo/outcome.ts";
import { createProgress } from "../demo/progress.ts";
import { readDeliveries, startReceivers } from "../demo/receivers.ts";
import { replay, replayDays, TIME_ZONE } from "../demo/replay.ts";
import { readStoredState } from "../demo/stored-state.ts";
import { renderSummary } from "../demo/render-summary.ts";
import type { Summary } from "../demo/summary.ts";
import { createLogger } from "../telemetry.ts";
import { createAnalysis, openMonitors } from "./lib/analysis.ts";
import type { Command } from "./lib/command.ts";
import { parseInvocation } from "./lib/parse-invocation.ts";
import { createPlatform, openConfiguredLog, openStore, runCollector } from "./lib/platform.ts";
import { runAlerts, runDashboards, runSidecar } from "./lib/roles.ts";
import { untilStopped } from "./lib/until-stopped.ts";
import { startWatch } from "./lib/watch.ts";

/** Event time after the last flight until which labels are waited for, so that the last week is judged too. */
const LABEL_WAIT_MS = 12 * 3_600_000;

const options = z.strictObject({
  once: z.boolean().default(false),
  format: z.literal("json", "expected json").optional(),
  kafka: z
    .string()
    .regex(/^[^:\s]+:\d+$/, "expected HOST:PORT")
    .optional(),
  port: z.coerce.number("expected a port").int().min(0).max(65_535).optional(),
  data: z.string().min(1).optional(),
  until: z.iso
    .date("expected a date such as 2013-03-05")
    .default("2013-12-31")
    .transform((date) => windowAt(Date.parse(`${date}T12:00:00Z`), "1d", TIME_ZONE).end),
  fresh: z.boolean().default(false),
});

export default {
  name: "demo",
  summary: "everything with one command on real traffic: 63,295 flights of 2013, replayed in a few minutes",
  usage: {
    synopsis: "[--once] [--format json]",
    options: [
      { name: "once", help: "end when the replay is over, instead of keeping the page up" },
      { name: "format", value: "json", help: "print the outcome as JSON, and nothing else on stdout" },
      { name: "kafka", value: "HOST:PORT", help: "use this Kafka broker for the log, instead of the embedded one" },
      { name: "port", value: "PORT", help: "of the page (default 8090; 0: any free one)" },
      {
        name: "data",
        value: "DIR",
        help: "data directory (default .tidemark/demo, with --kafka .tidemark/demo-kafka); a run that was stopped goes on where it was",
      },
      { name: "until", value: "DATE", help: "replay no further than this day of 2013 (a shorter demo)" },
      { name: "fresh", help: "forget what earlier runs left in the data directory" },
    ],
    examples: ["tidemark demo", "tidemark demo --once --format json", "tidemark demo --once --kafka 127.0.0.1:9092"],
  },
  async run(invocation) {
    const { once, format, kafka, port, until, fresh, ...rest } = parseInvocation(invocation, options);
    const data = resolve(rest.data ?? (kafka === undefined ? ".tidemark/demo" : ".tidemark/demo-kafka"));
    if (fresh) await rm(data, { recursive: true, force: true });
    await mkdir(data, { recursive: true });
    const stop = new AbortController();
    const stopped = untilStopped().then(() => stop.abort());
    await using stack = new AsyncDisposableStack();

    const secret = `whsec_${randomBytes(32).toString("base64")}`;
    const deliveries = join(data, "deliveries.jsonl");
    const receivers = stack.use(await startReceivers(secret, deliveries));
    const modelServer = stack.use(await startModelServer(join(data, "model-server")));
    const config = await demoConfig({ data, kafka, port, modelServerUrl: modelServer.url, receivers, secret });
    const flights = (await readFlights()).filter((flight) => flight.eventTime < until);
    const days = replayDays(flights);
    const clock = new ReplayClock(days[0]?.start ?? 0);
    const platform = createPlatform(config, createLogger(process.stderr, { role: "demo" }), stack, clock);

    const store = await openStore(platform);
    const log = await openConfiguredLog(platform);
    const monitored = await openMonitors(platform, store);
    const collector = await runCollector(platform, log, store);
    await collector.caughtUp();
    const before = await readStoredState(store);
    const sidecar = await runSidecar(platform, log);
    const dashboards = await runDashboards(platform, store, log, async (ids) =>
      (await readDeliveries(deliveries, ids)).map((delivery) => ({ ...delivery, receiver: delivery.channel })),
    );
    const analysis = createAnalysis(platform, store, monitored);
    const alerts = await runAlerts(platform, store, dashboards.address);
    if (format === undefined) process.stderr.write(`Watching at ${dashboards.address}/\n`);

    // As in production the analyzers keep their own pace; event time moves on when the store has all that came before it.
    const watch = stack.use(startWatch({ analysis, alerts, everyMs: 50, telemetry: platform.telemetry }));
    const settle = async (until: number): Promise<void> => {
      await sidecar.flush();
      await collector.caughtUp();
      clock.advanceTo(until);
    };
    const lastFlight = flights.at(-1)?.eventTime ?? 0;
    using journal = openJournal(join(data, "answered.txt"));
    using progress = createProgress(process.stderr, flights.length);
    const { answered, answeredAgain } = await replay({
      flights,
      proxyUrl: sidecar.address,
      dashboardsUrl: dashboards.address,
      modelServer,
      journal,
      signal: stop.signal,
      ...before,
      async onDay(day, asked) {
        await settle(Math.min(day.end, lastFlight));
        progress.to(
          new Date(day.start).toLocaleDateString("en-GB", {
            timeZone: TIME_ZONE,
            day: "numeric",
            month: "long",
          }),
          asked,
        );
      },
    });
    progress[Symbol.dispose]();
    if (stop.signal.aborted) {
      process.stderr.write("Stopped; the same command goes on from here.\n");
      return 0;
    }
    await settle(lastFlight + LABEL_WAIT_MS);
    await watch.round();
    const summary = await readOutcome(store, clock.now(), { url: `${dashboards.address}/`, served: before.stored.size + answered, servedTwice: answeredAgain });
    print(summary, format === "json");
    if (!once) await stopped;
    return 0;
  },
} satisfies Command;

function print(summary: Summary, json: boolean): void {
  process.stdout.write(json ? `${JSON.stringify(summary, undefined, 2)}\n` : renderSummary(summary, TIME_ZONE));
}
