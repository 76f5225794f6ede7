import { z } from "zod";
import { instantOf } from "../../analyzers/backtest/instant.ts";

const moment = z.union([z.string(), z.number().transform(String)]).refine((text) => instantOf(text, "UTC", "start") !== null, {
  error: "expected ISO 8601 such as 2026-01-31T08:00:00Z, a date, or epoch seconds or milliseconds",
});

/** A list of what is known to have gone wrong, as it is written down. */
export const incidentList = z.array(
  z.strictObject({
    name: z.string().min(1),
    from: moment,
    to: moment,
    /** Default: any. */
    model: z.string().min(1).optional(),
    /** One of the alert's subjects (a feature, metric, error class); default: any. */
    subject: z.string().min(1).optional(),
  }),
);

/** Something known to have gone wrong; half open, epoch milliseconds. Null: any. */
export interface Incident {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly model: string | null;
  readonly subject: string | null;
}

/** Incidents with their times, in the order written; dates stand for whole days in the zone of the incident's model. */
export function incidentsOf(list: z.output<typeof incidentList>, timeZoneOf: (model: string | null) => string): readonly Incident[] {
  return list.map(({ name, from, to, model = null, subject = null }) => {
    const timeZone = timeZoneOf(model);
    return { name, from: instantOf(from, timeZone, "start") ?? 0, to: instantOf(to, timeZone, "end") ?? 0, model, subject };
  });
}
