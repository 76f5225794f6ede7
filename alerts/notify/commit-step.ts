import type { Store } from "../../collector/clickhouse/store.ts";
import type { AlertState } from "../lifecycle/alert-state.ts";
import { loadAlertsById, saveAlerts, saveNotifications } from "../store/alert-store.ts";
import type { Transition } from "../lifecycle/lifecycle.ts";
import { pendingRow } from "../store/notification-rows.ts";
import { historyKey, planNotifications, type PlanContext, type PlannedNotification } from "./plan-notifications.ts";
import type { RenderAlert } from "../render/message.ts";

export interface CommitContext extends PlanContext {
  readonly store: Store;
  readonly render: RenderAlert;
  /** Added to, as notifications are planned. */
  readonly history: Map<string, number>;
}

/** Writes a step down and returns it with what was planned: outbox first, then the alerts, so that after a kill in between the same notifications are planned again under the same ids. */
export async function commitStep(steps: readonly Transition[], context: CommitContext): Promise<readonly Transition[]> {
  if (steps.length === 0) return [];
  const { store, history } = context;
  const planned: PlannedNotification[] = [];
  const current = await withWishes(steps, store);
  const done = current.map((step): Transition => {
    const plan = planNotifications(step, context);
    for (const one of plan.planned) noteSent(history, one, plan.alert);
    planned.push(...plan.planned);
    return { ...step, alert: plan.alert };
  });
  const byId = new Map(done.map(({ alert }) => [alert.alertId, alert]));
  const rows = planned.flatMap((one) => {
    const alert = byId.get(one.alertId);
    return alert === undefined ? [] : [pendingRow(one, context.render(alert, one.event).subject, Date.now())];
  });
  await saveNotifications(store, rows);
  await saveAlerts(store, [...byId.values()]);
  return done;
}

function noteSent(history: Map<string, number>, { receiver, event, eventTime }: PlannedNotification, { alertId, model }: AlertState): void {
  if (event !== "firing") return;
  history.set(historyKey(receiver.name, "alert", alertId), eventTime);
  history.set(historyKey(receiver.name, "model", model), eventTime);
}

/** Takes over what people said of the alerts since they were loaded: acknowledged, silenced, a false alarm, accepted. */
async function withWishes(steps: readonly Transition[], store: Store): Promise<readonly Transition[]> {
  const stored = await loadAlertsById(
    store,
    steps.map(({ alert }) => alert.alertId),
  );
  return steps.map((step) => {
    const now = stored.get(step.alert.alertId);
    if (now === undefined) return step;
    const revision = Math.max(step.alert.revision, now.revision + 1);
    const { acknowledgement, silencedUntil, silence, falseAlarm, acceptance } = now;
    return { ...step, alert: { ...step.alert, revision, acknowledgement, silencedUntil, silence, falseAlarm, acceptance } };
  });
}
