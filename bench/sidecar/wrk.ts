import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BenchExchange } from "./exchanges.ts";

const run = promisify(execFile);

/** Writes wrk's script for an exchange's request; undefined when wrk is not installed. */
export async function prepareWrk(
  folder: string,
  { path, type, body }: BenchExchange,
): Promise<((url: string, connections: number, seconds: number) => Promise<number>) | undefined> {
  const script = join(folder, `request-${body.length}.lua`);
  await writeFile(script, `wrk.method = "POST"\nwrk.headers["content-type"] = "${type}"\nwrk.body = [==[${body}]==]\n`);
  const installed = await run("wrk", ["-v"]).then(
    () => true,
    (error: { code?: unknown }) => error.code !== "ENOENT",
  );
  return installed ? (url, connections, seconds) => wrk(script, url + path, connections, seconds) : undefined;
}

async function wrk(script: string, url: string, connections: number, seconds: number): Promise<number> {
  const { stdout } = await run("wrk", ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", script, url]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`the proxy answered with errors: ${stdout}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
}
