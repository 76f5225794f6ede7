import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const SOURCE = join(import.meta.dirname, "..");
const PROGRAM = join(SOURCE, "../.cache/grafana/ask");
const BUILD_MS = 600_000;

/** What the program is told; see main.go. */
export interface Order {
  readonly address: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  readonly compression: "none" | "gzip" | "lz4" | "zstd";
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly insert?: { readonly table: string; readonly rows: readonly (readonly unknown[])[] };
  readonly queries: readonly string[];
}

/** What the driver read of one query: names and types as it takes them, values as Go writes them in JSON. */
export interface Read {
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly error: string;
}

/** Why the Go client cannot be built here, for a test's skip; undefined when it can. With CI=true it throws instead, so that CI never skips. */
export async function noGoBecause(): Promise<string | undefined> {
  const version = /go1\.(\d+)/.exec(
    await run("go", ["version"]).then(
      ({ stdout }) => stdout,
      () => "",
    ),
  )?.[1];
  if (Number(version ?? 0) >= 26) return undefined;
  const reason = `the Grafana client's tests need Go 1.26 or later on the PATH (${version === undefined ? "there is none" : `found 1.${version}`})`;
  if (process.env["CI"] === "true") throw new Error(reason);
  return reason;
}

/** Builds `main.go` with the modules that go.sum names: a minute the first time, then from Go's cache. */
export async function buildGoClient(): Promise<void> {
  await mkdir(join(PROGRAM, ".."), { recursive: true });
  await run("go", ["build", "-mod=readonly", "-o", PROGRAM, "."], { cwd: SOURCE, timeout: BUILD_MS });
}

/** Runs it. @throws with what it wrote where a connection could not be made or an insert failed. */
export async function askWithGo(order: Order): Promise<readonly Read[]> {
  const asking = run(PROGRAM, [], { timeout: 50_000, maxBuffer: 256 * 1024 * 1024 });
  asking.child.stdin?.end(JSON.stringify(order));
  return JSON.parse((await asking).stdout) as readonly Read[];
}
