import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createNoopMeter } from "@opentelemetry/api";
import type { z } from "zod";
import { wallClock } from "../../../collector/clock.ts";
import type { LedgerRow } from "../../../collector/events/ledger-row.ts";
import { servingConfig } from "../../../serving/serving-config.ts";
import { startSidecar } from "../../../serving/sidecar.ts";
import type { Sidecar, SidecarParts } from "../../../serving/sidecar.ts";
import { silentLogger } from "../../../telemetry.ts";
import { MemoryLog } from "./memory-log.ts";

export const INFER = "/v2/models/double/infer";

/** A folder that goes when it is disposed of. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "tidemark-serving-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export interface TestSidecar extends AsyncDisposable {
  readonly sidecar: Sidecar;
  readonly log: MemoryLog;
  readonly spool: string;
}

/** A sidecar on free ports before a log in memory, with its spool in a folder of its own. */
export async function startTestSidecar(config: z.input<typeof servingConfig>, parts: Partial<SidecarParts> = {}): Promise<TestSidecar> {
  const folder = temporaryFolder();
  const log = new MemoryLog();
  const any = { host: "127.0.0.1", port: 0 };
  const sidecar = await startSidecar(servingConfig.parse({ listen: any, admin: any, node: "n1", stopTimeout: "2s", ...config }), {
    log,
    clock: wallClock,
    logger: silentLogger,
    meter: createNoopMeter(),
    spool: folder.path,
    schemas: [],
    ...parts,
  });
  return {
    sidecar,
    log,
    spool: folder.path,
    async [Symbol.asyncDispose]() {
      await sidecar[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** All ledger rows added up. */
export function ledgerTotals(rows: readonly LedgerRow[]): Record<string, number> {
  const totals: Record<string, number> = { served: 0, captured: 0, sampled_out: 0, lost_before_log: 0 };
  const add = (key: string, n: number) => (totals[key] = (totals[key] ?? 0) + n);
  for (const row of rows) {
    for (const key of ["served", "captured", "sampled_out", "lost_before_log"] as const) add(key, row[key]);
    for (const [reason, n] of Object.entries(row.dropped)) add(reason, n);
  }
  return totals;
}

/** Sends one request and answers its status. */
export async function infer({ sidecar }: TestSidecar, body: string, headers: Record<string, string> = {}, path = INFER): Promise<number> {
  const answer = await fetch(sidecar.address + path, { method: "POST", body, headers });
  await answer.arrayBuffer();
  return answer.status;
}
