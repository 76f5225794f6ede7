import { z } from "zod";
import type { Finding } from "../analyzers/findings/finding.ts";
import { loadFindings } from "../analyzers/findings/findings.ts";
import { findingExtents, findingSlices, type FindingRange } from "../analyzers/verify/finding-slices.ts";
import { verifyFindings } from "../analyzers/verify/verify-findings.ts";
import type { Store } from "../collector/clickhouse/store.ts";
import { TidemarkError } from "../errors.ts";
import { createLogger } from "../telemetry.ts";
import { ALL_ANALYZERS } from "./lib/analysis.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, configOf } from "./lib/config-option.ts";
import { parseInvocation } from "./lib/parse-invocation.ts";
import { createPlatform, openStore } from "./lib/platform.ts";
import { createProgressBar, type ProgressBar } from "./lib/progress-bar.ts";
import { momentOption, RANGE_OPTIONS, rangeIn } from "./lib/range-options.ts";
import { renderVerify } from "./lib/render-verify.ts";
import { verifiedFinding, type VerifiedFinding, verifyReport } from "./lib/verify-report.ts";

const options = z.strictObject({
  config: z.string().optional(),
  all: z.boolean().default(false),
  model: z.string().min(1).optional(),
  from: momentOption.optional(),
  to: momentOption.optional(),
  "fail-on": z.literal("differs", "expected differs").optional(),
  format: z.enum(["table", "json"], "expected table or json").default("table"),
});

export default {
  name: "verify",
  summary: "recomputes a stored finding from its recorded inputs",
  usage: {
    synopsis: "FINDING_ID... | --all [--model NAME] [--from TIME] [--to TIME]  [--config FILE] [--fail-on differs] [--format table|json]",
    options: [
      { name: "all", help: "every finding in the store, or those that the next three options leave" },
      { name: "model", value: "NAME", help: "of this model" },
      ...RANGE_OPTIONS,
      CONFIG_OPTION,
      { name: "fail-on", value: "differs", help: "exit with code 1 when a finding comes out otherwise" },
      { name: "format", value: "FORMAT", help: "table (default) or json" },
    ],
    examples: [
      "tidemark verify 0b3c9f0e5a7d4f21b6c8d9e0a1f2b3c4",
      "tidemark verify --all --fail-on differs",
      "tidemark verify --all --model churn --from 2026-03-01 --to 2026-03-31 --format json",
    ],
  },
  async run(invocation) {
    const { all, model, from, to, "fail-on": failOn, format } = parseInvocation({ ...invocation, positionals: [] }, options);
    const ids = invocation.positionals;
    if (all === ids.length > 0) throw new TidemarkError("input", `expected ids of findings, or --all${all ? ", not both" : ""}`);
    const config = await configOf(invocation);
    const timeZone = (config.monitors.find((monitor) => monitor.model === model) ?? config.monitors[0])?.timeZone ?? "UTC";
    await using stack = new AsyncDisposableStack();
    const platform = createPlatform(config, createLogger(process.stderr), stack);
    const store = await openStore(platform);
    const verified = all
      ? await verifyRange(store, { ...(model === undefined ? {} : { model }), ...rangeIn(timeZone, from, to) })
      : await verifyIds(store, ids);
    const report = verifyReport(verified);
    process.stdout.write(format === "json" ? `${JSON.stringify(report, undefined, 2)}\n` : renderVerify(report));
    return failOn !== undefined && report.differs > 0 ? 1 : 0;
  },
} satisfies Command;

async function verifyIds(store: Store, ids: readonly string[]): Promise<readonly VerifiedFinding[]> {
  const found = await Promise.all(ids.map((findingId) => loadFindings(store, { findingId })));
  const unknown = ids.find((_, index) => found[index]?.length === 0);
  if (unknown !== undefined)
    throw new TidemarkError("input", `there is no finding ${unknown} in the store; expected an id as the API and the report page give it`);
  return verify(store, found.flat());
}

async function verifyRange(store: Store, range: FindingRange): Promise<readonly VerifiedFinding[]> {
  const extents = await findingExtents(store, range);
  using progress = createProgressBar(
    process.stderr,
    extents.reduce((total, { findings }) => total + findings, 0),
    "findings",
  );
  const verified: VerifiedFinding[] = [];
  for await (const findings of findingSlices(store, extents, range)) verified.push(...(await verify(store, findings, progress)));
  return verified;
}

async function verify(store: Store, findings: readonly Finding[], progress?: ProgressBar): Promise<readonly VerifiedFinding[]> {
  const verifications = await verifyFindings(store, ALL_ANALYZERS, findings);
  progress?.add(findings.length);
  return verifications.map(verifiedFinding);
}
