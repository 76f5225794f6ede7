import type { Store } from "../../collector/clickhouse/store.ts";
import { TidemarkError } from "../../errors.ts";
import type { Acceptance, AlertState } from "../lifecycle/alert-state.ts";
import { loadAlertsById, saveAlerts } from "./alert-store.ts";

/** How often a change is made again when the runner wrote the alert at the same moment. */
const TRIES = 3;

/** Says that somebody looks after an alert: it is told no more until it is resolved. Again by another: the last one counts. @param now event time, epoch milliseconds @throws TidemarkError `notFound` for an unknown alert, `conflict` for a resolved one. */
export function acknowledge(store: Store, alertId: string, by: string, now: number): Promise<AlertState> {
  return change(store, alertId, "acknowledging", (alert) => ({ ...alert, acknowledgement: { by, time: now } }));
}

/** Keeps an alert quiet until a moment of event time (epoch milliseconds); null ends the silence. @throws TidemarkError `notFound` for an unknown alert, `conflict` for a resolved one. */
export function silence(store: Store, alertId: string, until: number | null): Promise<AlertState> {
  return change(store, alertId, "silencing", (alert) => ({ ...alert, silencedUntil: until }));
}

/** Notes that an alert was said to be the new normal; the next round resolves it. @throws TidemarkError `notFound` for an unknown alert, `conflict` for a resolved one. */
export function noteAcceptance(store: Store, alertId: string, acceptance: Acceptance): Promise<AlertState> {
  return change(store, alertId, "accepting", (alert) => ({ ...alert, acceptance }));
}

async function change(store: Store, alertId: string, doing: string, edit: (alert: AlertState) => AlertState): Promise<AlertState> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const alert = await openAlert(store, alertId, doing);
    const wanted = edit(alert);
    await saveAlerts(store, [{ ...wanted, revision: alert.revision + 1 }]);
    const stored = await openAlert(store, alertId, doing);
    if (sameWish(stored, wanted)) return stored;
  }
  throw new TidemarkError("conflict", `${doing} alert ${alertId}: it changed at the same moment ${TRIES} times; try again`);
}

function sameWish(a: AlertState, b: AlertState): boolean {
  return (
    a.acknowledgement?.by === b.acknowledgement?.by &&
    a.acknowledgement?.time === b.acknowledgement?.time &&
    a.silencedUntil === b.silencedUntil &&
    a.acceptance?.baselineId === b.acceptance?.baselineId
  );
}

/** @throws TidemarkError `notFound` for an unknown alert, `conflict` for a resolved one. */
export async function openAlert(store: Store, alertId: string, doing: string): Promise<AlertState> {
  const alert = (await loadAlertsById(store, [alertId])).get(alertId);
  if (alert === undefined) throw new TidemarkError("notFound", `${doing} alert ${alertId}: there is no such alert`);
  if (alert.stage === "resolved") throw new TidemarkError("conflict", `${doing} alert ${alertId}: it is resolved; only one that is pending or firing can be`);
  return alert;
}
