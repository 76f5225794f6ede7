import { createHash } from "node:crypto";
import type { Finding } from "./finding.ts";

/** What names a finding: one verdict of one analyzer on one subject of one model and version over one window. */
export type FindingKey = Pick<Finding, "model" | "version" | "analyzer" | "subject" | "windowStart" | "windowEnd">;

/** 32 hexadecimal digits, the same for the same key everywhere, so that a verdict made again replaces itself. */
export function findingId(key: FindingKey): string {
  const parts = [key.model, key.version, key.analyzer, key.subject, key.windowStart, key.windowEnd];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
