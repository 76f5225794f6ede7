import type { Store } from "../../collector/clickhouse/store.ts";
import { TidemarkError } from "../../errors.ts";
import type { Acceptance, AlertState, Word } from "../lifecycle/alert-state.ts";
import { loadAlertsById, saveAlerts } from "./alert-store.ts";

/** How often a change is made again when the runner wrote the alert at the same moment. */
const TRIES = 3;

/** Says that somebody looks after an alert: it is told no more until it is resolved. Again by another: the last one counts. @throws TidemarkError `notFound` for an unknown alert, `conflict` for a resolved one. */
export function acknowledge(store: Store, alertId: string, word: Word): Promise<AlertState> {
  return change(store, alertId, "acknowledging", (alert) => ({ ...alert, acknowledgement: word }));
}

/** Keeps an alert quiet until a moment of event time (epoch milliseconds); null ends the silence. @param word null: nobody said who @throws TidemarkError `notFound` for an unknown alert, `conflict` for a resolved one. */
export function silence(store: Store, alertId: string, until: number | null, word: Word | null): Promise<AlertState> {
  return change(store, alertId, "silencing", (alert) => ({ ...alert, silencedUntil: until, silence: until === null ? null : word }));
}

/** Notes that an alert, which may be resolved, was a false alarm, or (null) that it was none. No verdict changes, and who is told stays as it is. @throws TidemarkError `notFound` for an unknown alert. */
export function markFalseAlarm(store: Store, alertId: string, word: Word | null): Promise<AlertState> {
  return change(store, alertId, "marking", (alert) => ({ ...alert, falseAlarm: word }), knownAlert);
}

/** Notes that an alert was said to be the new normal; the next round resolves it. @throws TidemarkError `notFound` for an unknown alert, `conflict` for a resolved one. */
export function noteAcceptance(store: Store, alertId: string, acceptance: Acceptance): Promise<AlertState> {
  return change(store, alertId, "accepting", (alert) => ({ ...alert, acceptance }));
}

async function change(store: Store, alertId: string, doing: string, edit: (alert: AlertState) => AlertState, find = openAlert): Promise<AlertState> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const alert = await find(store, alertId, doing);
    const wanted = edit(alert);
    await saveAlerts(store, [{ ...wanted, revision: alert.revision + 1 }]);
    const stored = await find(store, alertId, doing);
    if (sameWish(stored, wanted)) return stored;
  }
  throw new TidemarkError("conflict", `${doing} alert ${alertId}: it changed at the same moment ${TRIES} times; try again`);
}

function sameWish(a: AlertState, b: AlertState): boolean {
  return (
    sameWord(a.acknowledgement, b.acknowledgement) &&
    a.silencedUntil === b.silencedUntil &&
    sameWord(a.silence, b.silence) &&
    sameWord(a.falseAlarm, b.falseAlarm) &&
    a.acceptance?.baselineId === b.acceptance?.baselineId
  );
}

function sameWord(a: Word | null, b: Word | null): boolean {
  return a?.by === b?.by && a?.time === b?.time && a?.why === b?.why;
}

async function knownAlert(store: Store, alertId: string, doing: string): Promise<AlertState> {
  const alert = (await loadAlertsById(store, [alertId])).get(alertId);
  if (alert === undefined) throw new TidemarkError("notFound", `${doing} alert ${alertId}: there is no such alert`);
  return alert;
}

/** @throws TidemarkError `notFound` for an unknown alert, `conflict` for a resolved one. */
export async function openAlert(store: Store, alertId: string, doing: string): Promise<AlertState> {
  const alert = await knownAlert(store, alertId, doing);
  if (alert.stage === "resolved") throw new TidemarkError("conflict", `${doing} alert ${alertId}: it is resolved; only one that is pending or firing can be`);
  return alert;
}
