import { readFileSync } from "node:fs";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Finding } from "../findings/finding.ts";
import type { Monitored } from "../monitoring/analyzer.ts";
import { WINDOW_MS } from "../windows/window.ts";
import type { PartCause } from "./causes/cause-of.ts";
import { type CompanionRow, type Companions, companionsOf } from "./causes/companions.ts";
import { quoted } from "./causes/explain-levels.ts";

const sql = readFileSync(new URL("./companion-rows.sql", import.meta.url), "utf8");
/** Rows of each kind that are read, windows before the judged one that they come from, and pairs of levels that are looked at in a window. */
const MOST_ROWS = 2000;
const WINDOWS_BEFORE = 8;
const MOST_PAIRS = 4;
/** Features that are named. */
const MOST_NAMED = 3;

/**
 * Findings whose column alone cannot tell a renamed level from a new one in its place, told by the other features of their rows, where the rows are at hand: `renamedCategory` alone where these are as those of the old level had them, no rename where they are
 * otherwise, both as before where that says nothing.
 */
export async function tellRenames(findings: readonly Finding[], monitored: Monitored, store: Store): Promise<readonly Finding[]> {
  const left = new Map<number, number>();
  const told: Finding[] = [];
  for (const finding of findings) {
    const parts: PartCause[] = [];
    for (const part of causesOf(finding)) {
      const asked = left.get(finding.windowStart) ?? 0;
      if (part.rename === undefined || asked >= MOST_PAIRS) {
        parts.push(part);
        continue;
      }
      left.set(finding.windowStart, asked + 1);
      const { config, schema } = monitored;
      const before = finding.windowStart - WINDOWS_BEFORE * WINDOW_MS[config.drift.window];
      const span = { before, start: finding.windowStart, end: finding.windowEnd };
      const of = { model: config.model, version: schema.version, column: finding.subject, ...part.rename, ...span, most: MOST_ROWS };
      parts.push(tellRename(part, companionsOf(await store.query<CompanionRow>(sql, of), finding.subject)));
    }
    told.push(retold(finding, parts));
  }
  return told;
}

/** A part that may be a rename, with what the other features of its rows say. */
export function tellRename(part: PartCause, companions: Companions | null): PartCause {
  const { rename } = part;
  if (rename === undefined || companions === null) return part;
  const [from, to] = [quoted(rename.from), quoted(rename.to)];
  const more = companions.features.length - MOST_NAMED;
  const features = `${companions.features.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  if (companions.alike)
    return { cause: "renamedCategory", text: `${from} seems to be called ${to} now: its rows are as those of ${from} in ${features}`, or: [], rename };
  const cause = part.cause === "trueShift" ? part.cause : null;
  return { cause, text: `${to} came in place of ${from} and is no new name of it: its rows are otherwise in ${features}`, or: [], rename };
}

function causesOf({ evidence }: Finding): readonly PartCause[] {
  return (evidence["causes"] as readonly PartCause[] | undefined) ?? [];
}

function retold(finding: Finding, parts: readonly PartCause[]): Finding {
  const before = causesOf(finding);
  if (parts.every((part, place) => part === before[place])) return finding;
  const [old, text] = [before, parts].map((all) => all.map((part) => part.text).join("; ")) as [string, string];
  const cause = parts.find((part) => part.cause !== null)?.cause ?? null;
  return { ...finding, cause, summary: finding.summary.replace(old, () => text), evidence: { ...finding.evidence, causeText: text, causes: parts } };
}
