import { setTimeout as sleep } from "node:timers/promises";
import { saveFindings } from "../../../analyzers/findings/findings.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { aFinding } from "../../alerts/a-finding.ts";
import { messageOf } from "../../../errors.ts";
import type { HttpReceiver } from "../../support/http-receiver.ts";
import type { Site } from "./site.ts";

const TOLD_WITHIN_MS = 120_000;

/** Findings stored while faults happen, each of a model of its own: each must become one alert, and one message. */
export interface Alerting {
  /** Ends it; resolves to what is wrong with alerts and messages once all have been told, or after two minutes. */
  stop(): Promise<{ readonly figures: Readonly<Record<string, number>>; readonly failures: readonly string[] }>;
}

/** @param mayRepeat whether an alerter may be killed between sending and writing that it was: then the same message may come again, under the same id. */
export function startAlerting(site: Site, everyMs: number, mayRepeat: boolean): Alerting {
  const stop = new AbortController();
  const models: string[] = [];
  const findings = (async () => {
    while (!stop.signal.aborted) {
      const model = `alerted-${models.length}`;
      const now = Date.now();
      const finding = aFinding(0, { model, windowStart: now - 3_600_000, windowEnd: now, judgedTime: now });
      // The same finding until it is in: it has its id.
      const stored = await storeFinding(site, (store) => saveFindings(store, [finding])).catch(() => false);
      if (stored) models.push(model);
      await sleep(everyMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stop.abort();
      await findings;
      for (const untilMs = performance.now() + TOLD_WITHIN_MS; ; await sleep(500)) {
        const found = await verdict(site, models, mayRepeat).catch((error: unknown) => ({ figures: {}, failures: [messageOf(error)] }));
        if (found.failures.length === 0 || performance.now() > untilMs) return found;
      }
    },
  };
}

async function storeFinding(site: Site, save: (store: Store) => Promise<unknown>): Promise<true> {
  await using store = await site.openStore();
  await save(store);
  return true;
}

async function verdict(site: Site, models: readonly string[], mayRepeat: boolean) {
  await using store = await site.openStore();
  const alerts = await store.query<{ model: string; alerts: number }>(
    "SELECT model, uniqExact(alert_id) AS alerts FROM alerts FINAL WHERE startsWith(model, 'alerted-') GROUP BY model",
  );
  const messages = messagesOf(site.hook);
  const failures: string[] = [];
  const byModel = new Map(alerts.map((row) => [row.model, row.alerts]));
  const wrong = models.filter((model) => byModel.get(model) !== 1);
  if (wrong.length > 0)
    failures.push(`${wrong.length} of ${models.length} findings have not one alert (first: ${wrong[0]} has ${byModel.get(wrong[0] ?? "") ?? 0})`);
  const ids = Map.groupBy(messages, ({ model }) => model);
  const untold = models.filter((model) => new Set(ids.get(model)?.map(({ id }) => id)).size !== 1);
  if (untold.length > 0) failures.push(`${untold.length} of ${models.length} alerts have not one message (first: ${untold[0]})`);
  const repeated = messages.length - new Set(messages.map(({ id }) => id)).size;
  if (repeated > 0 && !mayRepeat) failures.push(`${repeated} messages came again`);
  return { figures: { findings: models.length, alerts: alerts.length, messages: messages.length, repeated }, failures };
}

function messagesOf(hook: HttpReceiver): readonly { readonly id: string; readonly model: string }[] {
  return hook.requests
    .map(({ headers, body }) => ({ id: headers["webhook-id"]?.toString() ?? "", model: (JSON.parse(body) as { data: { model: string } }).data.model }))
    .filter(({ model }) => model.startsWith("alerted-"));
}
