import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "./sidecar/load.ts";
import { prepareWrk } from "./sidecar/wrk.ts";

const CONNECTIONS = 16;
const SECONDS = 4;
const ROUNDS = 5;

/**
 * What the sidecar costs a proxy: answers per second through it, capture into an embedded log included, beside those through a bare node:http and undici proxy to the same trivial model server.
 * Every part is a process of its own on the same cores; rounds alternate; the ratio is that of the medians.
 */
export default async function sidecar(): Promise<object> {
  const folder = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const start = async (name: string, ...args: readonly string[]) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "sidecar", name), ...args], { stdio: ["pipe", "pipe", "inherit"] });
    stack.defer(async () => {
      child.kill("SIGKILL");
      await once(child, "exit");
    });
    const line = async () => String(((await once(child.stdout, "data")) as [Buffer])[0]).trim();
    return { address: await line(), ask: (): Promise<string> => (child.stdin.write("\n"), line()) };
  };
  const upstream = await start("upstream.ts");
  const bare = await start("bare-proxy.ts", upstream.address);
  const off = await start("captured-proxy.ts", upstream.address, join(folder, "off"), "off");
  const on = await start("captured-proxy.ts", upstream.address, join(folder, "on"));
  const wrk = await prepareWrk(folder);
  const measure = wrk ?? load;
  const rates = { bare: [] as number[], captureOff: [] as number[], captured: [] as number[] };
  for (const { address } of [bare, off, on]) await measure(address, CONNECTIONS, 2);
  for (let round = 0; round < ROUNDS; round++) {
    rates.bare.push(await measure(bare.address, CONNECTIONS, SECONDS));
    rates.captureOff.push(await measure(off.address, CONNECTIONS, SECONDS));
    rates.captured.push(await measure(on.address, CONNECTIONS, SECONDS));
    await on.ask();
  }
  const captured = Number(await on.ask());
  const bareRate = median(rates.bare);
  return {
    client: wrk === undefined ? "undici" : "wrk",
    cores: availableParallelism(),
    connections: CONNECTIONS,
    secondsEach: SECONDS,
    requestsInLog: captured,
    perSecond: { bare: bareRate, captureOff: median(rates.captureOff), captured: median(rates.captured) },
    ratio: { captureOff: median(rates.captureOff) / bareRate, captured: median(rates.captured) / bareRate },
    rounds: rates,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
