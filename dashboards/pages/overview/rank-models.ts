import type { AlertRecord } from "../../read/alert-query.ts";
import type { ModelListing } from "../../read/list-models.ts";
import type { Standing } from "../../read/overview-queries.ts";
import type { Status } from "../status.ts";

/** A model and how it stands by counts alone, before its episodes are read. */
export interface RankedModel {
  readonly listing: ModelListing;
  readonly standing: Standing | null;
  readonly alerts: readonly AlertRecord[];
  readonly status: Status;
}

const ORDER: readonly Status[] = ["firing", "changed", "cantTell", "unchanged", "over"];

/** The models, the worst first: what fires (critical first), what changed, what nothing can be said of, the rest; in each those with more of it, then as they were. @param alerts those that fire */
export function rankModels(listings: readonly ModelListing[], standings: readonly Standing[], alerts: readonly AlertRecord[]): RankedModel[] {
  const byModel = new Map(standings.map((standing) => [standing.model, standing]));
  const alertsOf = Map.groupBy(alerts, ({ model }) => model);
  const models = listings.map((listing): RankedModel => {
    const standing = byModel.get(listing.model) ?? null;
    const own = alertsOf.get(listing.model) ?? [];
    return { listing, standing, alerts: own, status: roughStatus(standing, own) };
  });
  return models.toSorted(
    (a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || criticals(b) - criticals(a) || b.alerts.length - a.alerts.length || lasting(b) - lasting(a),
  );
}

function roughStatus(standing: Standing | null, alerts: readonly AlertRecord[]): Status {
  if (alerts.length > 0) return "firing";
  if (standing === null || standing.judged === 0) return "cantTell";
  if (standing.lasting > 0) return "changed";
  return standing.columns && !standing.clear && !standing.metrics ? "cantTell" : "unchanged";
}

const criticals = ({ alerts }: RankedModel): number => alerts.filter(({ severity }) => severity === "critical").length;
const lasting = ({ standing }: RankedModel): number => standing?.lasting ?? 0;
