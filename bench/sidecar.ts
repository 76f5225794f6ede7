import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { median } from "simple-statistics";
import { byProtocol } from "./sidecar/by-protocol.ts";
import { EXCHANGES } from "./sidecar/exchanges.ts";
import type { BenchExchange } from "./sidecar/exchanges.ts";
import { cpuByThread, cpuEach } from "./sidecar/cpu-by-thread.ts";
import { LARGE, load, SMALL } from "./sidecar/load.ts";
import { prepareWrk } from "./sidecar/wrk.ts";

const CONNECTIONS = 16;
const SECONDS = 4;
const ROUNDS = 5;
const WARM_UP_SECONDS = 2;

/**
 * What the sidecar costs a proxy: answers per second through it, capture into an embedded log included, beside those through a bare node:http and undici proxy to the same trivial model server.
 * Every part is a process of its own on the same cores; rounds alternate; the ratio is that of the medians. With what a request costs the processor by thread (of the last round), and the same for bodies of 100 kB.
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
    const ask = (what = ""): Promise<string> => (child.stdin.write(`${what}\n`), line());
    return { address: await line(), pid: child.pid ?? 0, ask };
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
  const client = (await prepareWrk(folder, SMALL)) === undefined ? "undici" : "wrk";
  /** Rounds of one request through all three, capture settled after each. */
  const compare = async (exchange: BenchExchange) => {
    const wrk = await prepareWrk(folder, exchange);
    const parts = { bare, captureOff: off, captured: on };
    const rates = { bare: [] as number[], captureOff: [] as number[], captured: [] as number[] };
    const threads: Record<string, object> = {};
    for (let round = -1; round < ROUNDS; round++)
      for (const [name, part] of Object.entries(parts)) {
        const before = cpuByThread(part.pid);
        const seconds = round < 0 ? WARM_UP_SECONDS : SECONDS;
        const rate = await (wrk?.(part.address, CONNECTIONS, seconds) ?? load(part.address, CONNECTIONS, seconds, exchange));
        if (part !== bare) await part.ask();
        if (round < 0) continue;
        rates[name as keyof typeof rates].push(rate);
        threads[name] = cpuEach(before, cpuByThread(part.pid), rate * seconds);
      }
    const perSecond = { bare: median(rates.bare), captureOff: median(rates.captureOff), captured: median(rates.captured) };
    return {
      perSecond,
      ratio: { captureOff: perSecond.captureOff / perSecond.bare, captured: perSecond.captured / perSecond.bare },
      cpuMicrosecondsByThread: threads,
      rounds: rates,
    };
  };
  const small = await compare(SMALL);
  const large = await compare(LARGE);
  const { requests } = JSON.parse(await on.ask("count")) as { requests: number };
  return {
    client,
    cores: availableParallelism(),
    connections: CONNECTIONS,
    secondsEach: SECONDS,
    requestsInLog: requests,
    baseline: "a bare proxy of node:http and undici that looks at nothing, the same requests in the same run",
    bodyBytes: SMALL.body.length,
    ...small,
    largeBodies: { bodyBytes: LARGE.body.length, ...large },
  };
}
