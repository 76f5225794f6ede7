import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../collector/log/log.ts";
import { messageOf } from "../../errors.ts";
import type { Logger } from "../../telemetry.ts";
import { reportMessage, writeReport } from "./ledger.ts";
import type { Report } from "./ledger.ts";
import { increment, noCounts, spooled } from "./ledger-entry.ts";
import { readLedgerFile } from "./ledger-file.ts";
import { isRunning } from "./process-identity.ts";
import type { ProcessIdentity } from "./process-identity.ts";

/**
 * Settles the books of processes that ended without doing so: tells the log what they had not told yet, and as `lost_before_log` what they had served and no log ever acknowledged.
 * A request whose acknowledgement came in the very moment of the kill is counted lost too: the number is never too low. Returns how many were lost.
 * Rejects when the log does not answer; to be called again then, which tells nothing twice.
 */
export async function recoverLedgers(directory: string, log: Log, node: string): Promise<number> {
  let lost = 0;
  const producers = readdirSync(directory).filter((file) => file.endsWith(".ledger"));
  for (const file of producers) lost += await recoverLedger(join(directory, file.slice(0, -".ledger".length)), log, node);
  return lost;
}

/** Settles what earlier processes left, trying again with pauses of 1 to 30 s: a log that is away must not keep a model from serving. */
export function recoverInBackground(directory: string, log: Log, node: string, logger: Logger): Disposable & { readonly done: Promise<void> } {
  const stopped = new AbortController();
  const attempt = async () => {
    for (let pauseMs = 1_000; !stopped.signal.aborted; pauseMs = Math.min(2 * pauseMs, 30_000)) {
      try {
        const lost = await recoverLedgers(directory, log, node);
        if (lost > 0) logger.warn("an earlier process ended before the log had all that it served", { lost });
        return;
      } catch (error) {
        logger.warn("settling earlier ledgers failed; it is tried again", { error: messageOf(error) });
        await sleep(pauseMs, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
      }
    }
  };
  return { done: attempt(), [Symbol.dispose]: () => stopped.abort() };
}

async function recoverLedger(path: string, log: Log, node: string): Promise<number> {
  const { owner, entries } = readLedgerFile(`${path}.ledger`);
  if (isOwned(owner)) return 0;
  const producer = path.slice(path.lastIndexOf("/") + 1);
  const reportPath = `${path}.report.json`;
  const last = existsSync(reportPath) ? (JSON.parse(readFileSync(reportPath, "utf8")) as Report) : undefined;
  if (last !== undefined) await log.append("tidemark.ledger", [reportMessage(last)]);
  const open = entries.map((entry) => ({ ...entry, reported: last?.reported[entry.generation] ?? noCounts() }));
  const rows = open.map((entry) => increment(entry, node, producer, last?.reported["final"] ? 0 : spooled(entry.counts))).filter((row) => row !== undefined);
  const lost = rows.reduce((sum, row) => sum + row.lost_before_log, 0);
  if (rows.length > 0) {
    const reported = { ...Object.fromEntries(entries.map((entry) => [entry.generation, entry.counts])), final: noCounts() };
    const final: Report = { producer, sequence: (last?.sequence ?? 0) + 1, value: rows.map((row) => `${JSON.stringify(row)}\n`).join(""), reported };
    writeReport(reportPath, final);
    await log.append("tidemark.ledger", [reportMessage(final)]);
  }
  rmSync(`${path}.ledger`, { force: true });
  rmSync(reportPath, { force: true });
  return lost;
}

/** Whether the process that a ledger names still runs. A name that can't be read is nobody's. */
function isOwned(owner: string): boolean {
  try {
    return isRunning(JSON.parse(owner) as ProcessIdentity);
  } catch {
    return false;
  }
}
