import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { median } from "simple-statistics";
import { byProtocol } from "./sidecar/by-protocol.ts";
import { EXCHANGES } from "./sidecar/exchanges.ts";
import { load } from "./sidecar/load.ts";
import { prepareWrk } from "./sidecar/wrk.ts";

const CONNECTIONS = 16;
const SECONDS = 4;
const ROUNDS = 5;

/**
 * What the sidecar costs a proxy: answers per second through it, capture into an embedded log included, beside those through a bare node:http and undici proxy to the same trivial model server.
 * Every part is a process of its own on the same cores; rounds alternate; the ratio is that of the medians.
 * `--protocols [--only a,b] [--requests 300] [--rounds 5]`: what a request of each protocol costs the processor in place of it, as a ratio to bare, and that as a share of open-inference's.
 */
export default async function sidecar(args: readonly string[] = []): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      protocols: { type: "boolean", default: false },
      only: { type: "string" },
      requests: { type: "string", default: "300" },
      rounds: { type: "string", default: "5" },
    },
  });
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
  const on = await start("captured-proxy.ts", upstream.address, join(folder, "on"));
  if (values.protocols) {
    const only = values.only?.split(",");
    const names = Object.keys(EXCHANGES).filter((name) => only === undefined || name === "open-inference" || only.includes(name));
    const [requests, rounds] = [Number(values.requests), Number(values.rounds)];
    return { cores: availableParallelism(), requestsEach: requests, rounds, protocols: await byProtocol(bare, on, names, requests, rounds) };
  }
  const off = await start("captured-proxy.ts", upstream.address, join(folder, "off"), "off");
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
  const { requests: captured } = JSON.parse(await on.ask()) as { requests: number };
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
