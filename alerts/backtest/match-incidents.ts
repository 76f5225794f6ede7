import type { Incident } from "./incident.ts";
import type { RaisedAlert } from "./raised-alerts.ts";

/** What became of an incident. `notJudged`: no window of its time was. */
export interface IncidentOutcome {
  readonly incident: Incident;
  readonly outcome: "detected" | "missed" | "notJudged";
  /** From the incident's begin to the first alert, milliseconds; null unless detected. */
  readonly delayMs: number | null;
  /** Ids of its alerts, in the order in which they fired. */
  readonly alertIds: readonly string[];
}

/** Half open, epoch milliseconds. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Which alerts belong to which incidents: an alert that fired once the incident had begun, with bad windows that overlap it, on its model and subject where it names them. One alert may belong to several.
 * @param judged the time that was judged, by model
 */
export function matchIncidents(raised: readonly RaisedAlert[], incidents: readonly Incident[], judged: ReadonlyMap<string, Span>): readonly IncidentOutcome[] {
  return incidents.map((incident) => {
    const alerts = raised.filter((alert) => belongs(alert, incident));
    const alertIds = alerts.map(({ alert }) => alert.alertId);
    const [first] = alerts;
    if (first !== undefined) return { incident, outcome: "detected", delayMs: first.firedTime - incident.from, alertIds };
    return { incident, outcome: wasJudged(incident, judged) ? "missed" : "notJudged", delayMs: null, alertIds };
  });
}

function belongs({ alert, firedTime, lastBadEnd }: RaisedAlert, incident: Incident): boolean {
  if (incident.model !== null && incident.model !== alert.model) return false;
  if (incident.subject !== null && !(incident.subject in alert.members)) return false;
  return firedTime >= incident.from && lastBadEnd > incident.from && alert.startedTime < incident.to;
}

function wasJudged({ from, to, model }: Incident, judged: ReadonlyMap<string, Span>): boolean {
  return [...judged].some(([name, span]) => (model === null || model === name) && from < span.to && to > span.from);
}
