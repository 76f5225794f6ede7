import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual, promisify } from "node:util";
import type { InferenceRow } from "../../../collector/events/inference-row.ts";
import type { RequestEvent } from "../../../collector/events/request-event.ts";
import { messageOf } from "../../../errors.ts";
import { startTestSidecar } from "../../serving/support/sidecars.ts";
import type { ServerReport, Site } from "../run-server.ts";
import type { ClientUnderTest, ClientUpstream } from "./client-under-test.ts";

const TIMEOUT_MS = 120_000;

/** Runs a client's program against a server of ours, bare and through a sidecar, and looks at what it printed and what was stored. */
export async function runClient(client: ClientUnderTest, site: Site): Promise<ServerReport> {
  const { name } = client;
  const python = join(site.root, client.environment, "venv", "bin", "python");
  if (site.install && !install(client, site)) return { name, away: "installing failed" };
  if (!existsSync(python)) return { name, away: "not installed (--install)" };
  try {
    await using upstream = await client.startUpstream();
    await using running = await startTestSidecar({ upstream: { url: upstream.url, ...(upstream.grpcUrl === undefined ? {} : { grpcUrl: upstream.grpcUrl }) } });
    const run = async (at: ClientUpstream) => JSON.parse(await output(python, client.program, at)) as unknown;
    const [bare, through] = [await run(upstream), await run({ ...upstream, url: running.sidecar.address, grpcUrl: running.sidecar.address })];
    await running.sidecar.flush();
    const checks = [
      ["bare", differences("prints", bare, client.printed)],
      ["through us", differences("prints", through, client.printed)],
      ["requests", listDifferences(running.log.rows<RequestEvent>("tidemark.requests"), client.requests)],
      ["rows", listDifferences(running.log.rows<InferenceRow>("tidemark.inferences"), client.rows)],
    ] as const;
    return { name, right: checks.flatMap(([check, wrong]) => (wrong.length === 0 ? [check] : [])), wrong: checks.filter(([, wrong]) => wrong.length > 0) };
  } catch (error) {
    return { name, away: messageOf(error) };
  }
}

/** What is there already stays. */
function install({ environment, packages }: ClientUnderTest, { root }: Site): boolean {
  const venv = join(root, environment, "venv");
  const run = (command: string, ...args: readonly string[]) => spawnSync(command, args, { stdio: ["ignore", 2, 2] }).status === 0;
  return (existsSync(venv) || run("python3", "-m", "venv", venv)) && run(join(venv, "bin", "pip"), "install", "-q", ...packages);
}

async function output(python: string, program: string, { url, grpcUrl = url }: ClientUpstream): Promise<string> {
  const { stdout } = await promisify(execFile)(python, [join(import.meta.dirname, program), url, new URL(grpcUrl).host], { timeout: TIMEOUT_MS });
  return stdout;
}

function listDifferences<T extends object>(stored: readonly T[], expected: readonly Partial<T>[]): readonly string[] {
  if (stored.length !== expected.length) return [`${stored.length} are stored; expected ${expected.length}: ${JSON.stringify(stored).slice(0, 2_000)}`];
  return expected.flatMap((part, i) =>
    Object.entries(part).flatMap(([key, value]) => differences(`${i}, ${key}`, partOf((stored[i] as Readonly<Record<string, unknown>>)[key], value), value)),
  );
}

/** Of an object the keys that are asked for. */
function partOf(stored: unknown, expected: unknown): unknown {
  if (typeof stored !== "object" || stored === null || Array.isArray(stored) || typeof expected !== "object" || expected === null) return stored;
  return Object.fromEntries(Object.keys(expected).map((key) => [key, (stored as Readonly<Record<string, unknown>>)[key]]));
}

function differences(what: string, is: unknown, should: unknown): readonly string[] {
  return isDeepStrictEqual(is, should) ? [] : [`${what}: ${JSON.stringify(is)}; expected ${JSON.stringify(should)}`];
}
