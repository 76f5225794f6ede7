import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const CACHE = join(import.meta.dirname, "../.cache/python");
const INSTALL_MS = 600_000;

/** Why no Python can be had here, for a test's skip; undefined when it can. With CI=true it throws instead, so that CI never skips. */
export async function noPythonBecause(): Promise<string | undefined> {
  const found = await run("python3", ["-c", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))"]).then(
    () => true,
    () => false,
  );
  if (found) return undefined;
  const reason = "needs Python 3.10 or later with venv and pip on the PATH";
  if (process.env["CI"] === "true") throw new Error(reason);
  return reason;
}

/** The interpreter of an environment with what a requirements file names; made the first time, then kept in test/.cache/python under the file's own hash. */
export async function pythonWith(requirements: string): Promise<string> {
  const place = join(
    CACHE,
    createHash("sha256")
      .update(await readFile(requirements))
      .digest("hex")
      .slice(0, 16),
  );
  const python = join(place, "bin/python");
  if (await exists(python)) return python;
  // Whole or not at all; an environment's programs name their place, but its interpreter does not.
  const making = `${place}.${process.pid}`;
  await mkdir(CACHE, { recursive: true });
  await run("python3", ["-m", "venv", making], { timeout: INSTALL_MS });
  await run(join(making, "bin/python"), ["-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", requirements], { timeout: INSTALL_MS });
  await rename(making, place).catch(() => rm(making, { recursive: true, force: true }));
  return python;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
