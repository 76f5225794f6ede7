import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const HOME = join(import.meta.dirname, "../.cache/python");

/** A Python with numpy and pyarrow for the floor and the data: the one that PYTHON names, else one made here once (needs Python 3 with venv, and the package index). */
export async function python(): Promise<string> {
  const named = process.env["PYTHON"];
  if (named !== undefined) return named;
  const made = join(HOME, "bin/python");
  if (!existsSync(made)) {
    process.stderr.write("Making a Python with numpy and pyarrow, once …\n");
    await run("python3", ["-m", "venv", HOME]);
    await run(join(HOME, "bin/pip"), ["install", "--quiet", "numpy", "pyarrow"]);
  }
  return made;
}
