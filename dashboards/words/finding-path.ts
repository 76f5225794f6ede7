import type { Finding } from "../../analyzers/findings/finding.ts";

/** Digits of a finding's id that name it among a store's. */
const ENOUGH = 10;

/** Where the page of a verdict is, written short, since a report has hundreds. */
export function findingPath({ findingId }: Pick<Finding, "findingId">): string {
  return /^[0-9a-f]{32}$/.test(findingId) ? `/f/${findingId.slice(0, ENOUGH)}` : `/findings/${encodeURIComponent(findingId)}`;
}
