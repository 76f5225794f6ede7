import { visibleLine } from "../../visible-text.ts";
import type { VerifyReport } from "./verify-report.ts";

/** Differences of one finding that are shown; JSON has all. */
const SHOWN = 5;

/** What came of verifying, for people: each finding that did not verify, and the counts. */
export function renderVerify({ findings, verified, differs, cannotVerify }: VerifyReport): string {
  const other = findings.filter(({ outcome }) => outcome !== "verified");
  const lines = other.flatMap(({ findingId, analyzer, model, subject, window, outcome, differences, reason }) => [
    `${findingId}  ${outcome === "differs" ? "DIFFERS" : "cannot be verified"}: ${analyzer} ${model} ${subject}, ${window.start} to ${window.end}${reason === null ? "" : `; ${reason}`}`,
    ...differences.slice(0, SHOWN).map(({ what, recorded, recomputed }) => `    ${what}: recorded ${text(recorded)}, recomputed ${text(recomputed)}`),
    ...(differences.length > SHOWN ? [`    and ${differences.length - SHOWN} more`] : []),
  ]);
  return [...lines.map(visibleLine), `${verified} verified to the last digit, ${differs} differ, ${cannotVerify} cannot be verified.`, ""].join("\n");
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}
