import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endChild } from "./end-child.ts";

/** A `tidemark up` that is ready, in processes of its own. */
export interface RunningUp extends AsyncDisposable {
  readonly pid: number;
  readonly serving: string;
  readonly pages: string;
}

/** Starts `tidemark up` before a model server, its data in a folder. */
export async function startUp(folder: string, upstream: string): Promise<RunningUp> {
  const [serving, admin, dashboards] = [await freePort(), await freePort(), await freePort()];
  const config = {
    data: join(folder, "data"),
    serving: { listen: { port: serving }, admin: { port: admin }, upstream: { url: upstream } },
    dashboards: { listen: { port: dashboards } },
  };
  const file = join(folder, "tidemark.yaml");
  await writeFile(file, JSON.stringify(config));
  const up = spawn(process.execPath, [join(import.meta.dirname, "..", "..", "main.ts"), "up", "--config", file], { stdio: ["ignore", "ignore", "ignore"] });
  const pages = `http://127.0.0.1:${dashboards}`;
  const isReady = (): Promise<boolean> =>
    fetch(`${pages}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (up.exitCode !== null) throw new Error(`tidemark up ended with ${up.exitCode} before it was ready`);
    await sleep(250);
  }
  return {
    pid: up.pid ?? 0,
    serving: `http://127.0.0.1:${serving}`,
    pages,
    [Symbol.asyncDispose]: () => endChild(up),
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}
