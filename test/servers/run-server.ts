import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { modelSchema } from "../../collector/events/model-schema.ts";
import { startCollector } from "../../collector/ingest/collector.ts";
import { ingestCounters } from "../../collector/ingest/ingest-counters.ts";
import { openEmbeddedLog } from "../../collector/log/embedded/embedded-log.ts";
import { messageOf } from "../../errors.ts";
import { createTelemetry, silentLogger } from "../../telemetry.ts";
import { startTestSidecar, temporaryFolder } from "../serving/support/sidecars.ts";
import { startTestClickHouse } from "../support/clickhouse.ts";
import { freePorts } from "./free-ports.ts";
import { differences, see } from "./seen-alike.ts";
import type { ServerUnderTest, Truth } from "./server-under-test.ts";
import { storedDifferences } from "./stored-alike.ts";

const START_MS = 180_000;
const END_MS = 15_000;

/** Where the scripts are, and where they install. */
export interface Site {
  readonly scripts: string;
  readonly root: string;
  /** Installs what is not there. */
  readonly install: boolean;
}

/** How it went: `away` says why there is nothing to tell. */
export type ServerReport =
  | { readonly name: string; readonly away: string }
  | { readonly name: string; readonly right: readonly string[]; readonly wrong: readonly (readonly [string, readonly string[]])[] };

/** Starts one model server, makes each call bare and through a sidecar, and looks at what both clients saw and what lies in ClickHouse. */
export async function runServer(server: ServerUnderTest, site: Site): Promise<ServerReport> {
  const away = await missing(server, site);
  if (away !== undefined) return { name: server.name, away };
  await using stack = new AsyncDisposableStack();
  const truth = JSON.parse(readFileSync(join(site.root, "models", "truth.json"), "utf8")) as Truth;
  try {
    const { address, grpcUrl } = await start(server, site, stack);
    const folder = stack.use(temporaryFolder());
    const clickhouse = stack.use(await startTestClickHouse());
    const log = stack.use(await openEmbeddedLog({ directory: join(folder.path, "log") }));
    const counters = ingestCounters(createTelemetry(silentLogger).meter, silentLogger);
    const collector = stack.use(
      await startCollector({ log, store: clickhouse.store, config: { maxBatchBytes: 1 << 20, lingerMs: 20, concurrency: 1 }, counters }),
    );
    const { sidecar } = stack.use(
      await startTestSidecar(
        { upstream: { url: address, grpcUrl, ...server.upstream } },
        { log, schemas: (server.schemas?.(truth) ?? []).map((schema) => modelSchema.parse(schema)) },
      ),
    );
    const calls = server.calls(truth);
    const seen = new Map<string, readonly string[]>();
    for (const call of calls)
      seen.set(call.name, differences(await see(call.message === undefined ? address : grpcUrl, call), await see(sidecar.address, call)));
    await sidecar.flush();
    await collector.caughtUp();
    const stored = await storedDifferences(clickhouse.store, calls);
    const all = [...calls.map(({ name }) => name), "all"].map((name) => [name, [...(seen.get(name) ?? []), ...(stored.get(name) ?? [])]] as const);
    return {
      name: server.name,
      right: all.flatMap(([name, wrong]) => (wrong.length === 0 && name !== "all" ? [name] : [])),
      wrong: all.filter(([, wrong]) => wrong.length > 0),
    };
  } catch (error) {
    return { name: server.name, away: messageOf(error) };
  }
}

async function missing({ name }: ServerUnderTest, { scripts, root, install }: Site): Promise<string | undefined> {
  if (!existsSync(join(scripts, name, "start.sh"))) return "no start script";
  if (existsSync(join(root, name, "venv"))) return undefined;
  if (!install) return "not installed (--install)";
  const { status } = spawnSync("nice", ["-n", "19", "bash", join(scripts, name, "install.sh")], {
    env: { ...process.env, ROOT: root },
    stdio: ["ignore", 2, 2],
  });
  return status === 0 ? undefined : "installing failed";
}

/** A process group of its own, so that workers end with it. */
async function start(
  { name, model, ready, readyBody = /^/ }: ServerUnderTest,
  { scripts, root }: Site,
  stack: AsyncDisposableStack,
): Promise<{ readonly address: string; readonly grpcUrl: string }> {
  const first = await freePorts(6);
  const ports = { PORT: String(first), GRPC_PORT: String(first + 3), METRICS_PORT: String(first + 5) };
  const env = { ...process.env, ROOT: root, ...ports, ...(model === undefined ? {} : { MODEL: model }) };
  const child = spawn("bash", [join(scripts, name, "start.sh")], { env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)));
  stack.defer(() => end(child));
  const address = `http://127.0.0.1:${ports.PORT}`;
  for (const until = Date.now() + START_MS; Date.now() < until && child.exitCode === null;) {
    const answer = await fetch(address + ready).catch(() => undefined);
    const body = (await answer?.text()) ?? "";
    if (answer?.ok === true && readyBody.test(body)) return { address, grpcUrl: `http://127.0.0.1:${ports.GRPC_PORT}` };
    await sleep(500);
  }
  throw new Error(`starting ${name}: it is not ready (exit code ${child.exitCode ?? "none"}); it says: ${said.trim().split("\n").slice(-3).join(" | ")}`);
}

/** Asked first, so that it ends workers that are in groups of their own. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  signalGroup(child.pid, "SIGTERM");
  await Promise.race([exited, sleep(END_MS, undefined, { ref: false })]);
  signalGroup(child.pid, "SIGKILL");
  await Promise.race([exited, sleep(END_MS, undefined, { ref: false })]);
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}
