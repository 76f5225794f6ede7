import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { array, assert, asyncProperty, constant, constantFrom, integer, oneof, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { DROP_REASONS } from "../../../collector/events/ledger-row.ts";
import type { LedgerRow } from "../../../collector/events/ledger-row.ts";
import { Ledger } from "../../../serving/ledger/ledger.ts";
import type { Fate } from "../../../serving/ledger/ledger-entry.ts";
import { recoverLedgers } from "../../../serving/ledger/ledger-recovery.ts";
import { FileLog } from "../support/file-log.ts";
import { MemoryLog } from "../support/memory-log.ts";
import { doubling, startServer, xs } from "../support/servers.ts";
import { INFER, ledgerTotals, temporaryFolder } from "../support/sidecars.ts";

describe("a process that is killed with -9", () => {
  /** Serves some requests, refuses or not, is killed; returns what the log holds after the next start settled the books. */
  async function killed(before: number, refusedAfter: number): Promise<Record<string, number>> {
    await using model = await startServer(doubling);
    using folder = temporaryFolder();
    const file = join(folder.path, "log");
    const log = new FileLog(file);
    const spool = join(folder.path, "spool");
    const child = spawn(process.execPath, [join(import.meta.dirname, "../support/doomed-sidecar.ts"), model.url, spool, file], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [address] = (await once(child.stdout, "data")) as [Buffer];
    const infer = () => fetch(address.toString().trim() + INFER, { method: "POST", body: xs(1) }).then((answer) => answer.arrayBuffer());
    for (let i = 0; i < before; i++) await infer();
    await expect.poll(() => ledgerTotals(log.rows<LedgerRow>("tidemark.ledger"))["captured"], { timeout: 20_000 }).toBe(before);
    if (refusedAfter > 0) writeFileSync(`${file}.refuse`, "");
    for (let i = 0; i < refusedAfter; i++) await infer();
    child.kill("SIGKILL");
    await once(child, "exit");
    rmSync(`${file}.refuse`, { force: true });
    expect(await recoverLedgers(join(spool, "n1"), log, "n1")).toBe(refusedAfter);
    expect(await recoverLedgers(join(spool, "n1"), log, "n1")).toBe(0);
    expect(readdirSync(join(spool, "n1")).filter((file) => file !== "models.json")).toEqual([]);
    return ledgerTotals(log.rows<LedgerRow>("tidemark.ledger"));
  }

  test.each([
    [7, 0],
    [5, 4],
    [0, 3],
  ])("after %i requests that the log had and %i that it refused: these are lost_before_log, exactly", async (before, refused) => {
    expect(await killed(before, refused)).toMatchObject({ served: before + refused, captured: before, lost_before_log: refused });
  });
});

test("books of a process that runs are left alone", async () => {
  using folder = temporaryFolder();
  const log = new MemoryLog();
  const ledger = new Ledger(folder.path, "n1", "p");
  ledger.serve("m", 0);
  expect(await recoverLedgers(folder.path, log, "n1")).toBe(0);
  ledger.close();
  expect(await recoverLedgers(folder.path, log, "n1")).toBe(1);
});

test("books closed with nothing open leave no file", async () => {
  using folder = temporaryFolder();
  const ledger = new Ledger(folder.path, "n1", "p");
  const entry = ledger.serve("m", 0);
  ledger.settle(entry.generation, "captured", 1);
  await ledger.report(new MemoryLog());
  ledger.close();
  expect(readdirSync(folder.path)).toEqual([]);
});

test("a log that refuses while earlier books are settled, then takes: lost is told once, not again", async () => {
  using folder = temporaryFolder();
  const ledger = new Ledger(folder.path, "n1", "p");
  ledger.serve("m", 0);
  ledger.close();
  const log = new MemoryLog();
  log.mode = "refuse";
  await expect(recoverLedgers(folder.path, log, "n1")).rejects.toThrow("the test says no");
  log.mode = "take";
  await recoverLedgers(folder.path, log, "n1");
  expect(ledgerTotals(log.rows<LedgerRow>("tidemark.ledger"))).toMatchObject({ served: 1, lost_before_log: 1 });
});

test("when all places of the file are taken, the newest minute that is open takes what finds none; places given back are used again", async () => {
  using folder = temporaryFolder();
  const log = new MemoryLog();
  const ledger = new Ledger(folder.path, "n1", "p");
  const entries = Array.from({ length: 4_096 }, (_, minute) => ledger.serve("m", minute * 60_000));
  const beyond = [ledger.serve("m", 9_000 * 60_000), ledger.serve("other", 0)];
  expect(beyond.map(({ minute, model }) => [minute, model])).toEqual([
    [4_095 * 60, "m"],
    [4_095 * 60, "m"],
  ]);
  for (const { generation } of [...entries, ...beyond]) ledger.settle(generation, "captured", 1);
  await ledger.report(log);
  expect(ledgerTotals(log.rows<LedgerRow>("tidemark.ledger"))).toMatchObject({ served: 4_098, captured: 4_098 });
  expect(ledger.serve("m", 9_000 * 60_000).minute).toBe(9_000 * 60);
  ledger.close();
});

const FATES: readonly Fate[] = ["captured", "sampled_out", ...DROP_REASONS];
const step = oneof(
  record({ kind: constant("serve" as const), minute: integer({ min: 0, max: 3 }), model: constantFrom("a", "b") }),
  record({ kind: constant("settle" as const), fate: constantFrom(...FATES) }),
  record({ kind: constant("report" as const), mode: constantFrom("take" as const, "refuse" as const) }),
);

test("whatever happens in whatever order, and wherever the process ends: served = captured + sampled out + dropped + lost, in every minute of every model", async () => {
  await assert(
    asyncProperty(array(step, { maxLength: 60 }), async (steps) => {
      using folder = temporaryFolder();
      const log = new MemoryLog();
      const ledger = new Ledger(folder.path, "n1", "p");
      const open: number[] = [];
      let served = 0;
      for (const step of steps) {
        if (step.kind === "serve") {
          open.push(ledger.serve(step.model, step.minute * 60_000 + 1).generation);
          served += 1;
        }
        const generation = step.kind === "settle" ? open.shift() : undefined;
        if (step.kind === "settle" && generation !== undefined) ledger.settle(generation, step.fate, 1);
        if (step.kind === "report") {
          log.mode = step.mode;
          await ledger.report(log).catch(() => undefined);
        }
      }
      log.mode = "take";
      ledger.close();
      await recoverLedgers(folder.path, log, "n1");
      const rows = log.rows<LedgerRow>("tidemark.ledger");
      const books = Map.groupBy(rows, (row) => `${row.minute} ${row.model}`);
      for (const rows of books.values()) {
        const { served = 0, ...fates } = ledgerTotals(rows);
        expect(Object.values(fates).reduce((sum, n) => sum + n, 0)).toBe(served);
      }
      expect(ledgerTotals(rows)["served"]).toBe(served);
      expect(ledgerTotals(rows)["lost_before_log"]).toBe(open.length);
    }),
    { numRuns: 200 },
  );
});

test("a report that cannot be kept before it is told, on a full disk say, is told whole by the next", async () => {
  using folder = temporaryFolder();
  const log = new MemoryLog();
  const ledger = new Ledger(folder.path, "n", "p");
  const { generation } = ledger.serve("m", 0);
  ledger.settle(generation, "captured", 1);
  // Stands where the draft of the report would be.
  mkdirSync(join(folder.path, "p.report.json.new"));
  await expect(ledger.report(log)).rejects.toThrow();
  rmdirSync(join(folder.path, "p.report.json.new"));
  await ledger.report(log);
  expect(ledgerTotals(log.rows<LedgerRow>("tidemark.ledger"))).toMatchObject({ served: 1, captured: 1 });
  ledger.close();
});
