import { daysOf } from "../../analyzers/baseline/block-length.ts";
import type { Accepted } from "./accept-alert.ts";

/** What came of accepting an alert, for programs: the API's answer and the command's. Times are epoch milliseconds. */
export function acceptedJson({ alert, acceptance, baseline, also }: Accepted) {
  return {
    alertId: alert.alertId,
    acceptedBy: acceptance.by,
    since: acceptance.since,
    baseline: {
      id: baseline.id,
      name: baseline.name,
      rows: baseline.blocks.reduce((total, block) => total + block.rows, 0),
      days: daysOf(baseline.blocks, baseline.timeZone).length,
    },
    alsoAccepted: also.map(({ alertId }) => alertId),
  };
}
