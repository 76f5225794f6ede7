import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Agent, request } from "undici";
import { endChild } from "./soak/end-child.ts";
import { startUp } from "./soak/start-up.ts";
import { SMALL } from "./sidecar/load.ts";

const ATTACKERS = 6;
const RATE = 100;

/**
 * Predictions through the sidecar of `up`, beside an attack on that `up`'s pages and labels (bodies of 50,000 labels, broken bodies, report pages, as fast as they are answered), against predictions through a bare proxy beside the same attack:
 * `--seconds 20 --rounds 3`. Rounds alternate; each percentile is that of all rounds together, in milliseconds; asked is a ratio of at most 1.5 at the 99th.
 */
export default async function besideAttack(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({ args: [...args], options: { seconds: { type: "string", default: "20" }, rounds: { type: "string", default: "3" } } });
  const folder = await mkdtemp(join(tmpdir(), "tidemark-beside-"));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const start = async (script: string, ...rest: readonly string[]): Promise<string> => {
    const child = spawn(process.execPath, [join(import.meta.dirname, script), ...rest], { stdio: ["ignore", "pipe", "ignore"] });
    stack.defer(() => endChild(child));
    return String(((await once(child.stdout, "data")) as [Buffer])[0]).trim();
  };
  const upstream = await start("sidecar/upstream.ts");
  const bare = await start("sidecar/bare-proxy.ts", upstream);
  const up = stack.use(await startUp(folder, upstream));
  const latencies = { quiet: [] as number[], sidecar: [] as number[], bare: [] as number[] };
  await predict(up.serving, 3, latencies.quiet);
  latencies.quiet.length = 0;
  await predict(up.serving, Number(values.seconds), latencies.quiet);
  const counts: Record<string, number> = {};
  const stop = new AbortController();
  const attack = Promise.all(Array.from({ length: ATTACKERS }, (_, index) => attacker(up.pages, index, stop.signal, counts)));
  for (let round = 0; round < Number(values.rounds); round++) {
    await predict(up.serving, Number(values.seconds), latencies.sidecar);
    await predict(bare, Number(values.seconds), latencies.bare);
  }
  stop.abort();
  await attack;
  const [sidecar, beside] = [percentiles(latencies.sidecar), percentiles(latencies.bare)];
  return {
    predictionsPerSecond: RATE,
    attackers: ATTACKERS,
    attack: counts,
    quiet: percentiles(latencies.quiet),
    sidecar,
    bare: beside,
    ratioOfP99: sidecar.p99 / beside.p99,
  };
}

/** At a steady rate, not as fast as answers come: a slow answer must not make fewer of them. */
async function predict(url: string, seconds: number, latencies: number[]): Promise<void> {
  const agent = new Agent({ connections: 64 });
  const underWay: Promise<void>[] = [];
  const beganMs = performance.now();
  for (let n = 0; n < seconds * RATE; n++) {
    await sleep(Math.max(0, beganMs + (n * 1_000) / RATE - performance.now()));
    const askedMs = performance.now();
    const options = { method: "POST", body: SMALL.body, headers: { "content-type": "application/json" }, dispatcher: agent } as const;
    underWay.push(
      request(url + SMALL.path, options).then(async ({ statusCode, body }) => {
        await body.dump();
        if (statusCode !== 200) throw new Error(`a prediction was answered ${statusCode}`);
        latencies.push(performance.now() - askedMs);
      }),
    );
  }
  await Promise.all(underWay);
  await agent.close();
}

const LABELS = `[${Array.from({ length: 50_000 }, (_, n) => `{"model":"flights","requestId":"r${n}","label":1}`).join(",")}]`;
const BROKEN = LABELS.replaceAll('"label":1', '"label":{}').slice(0, -1);

async function attacker(pages: string, index: number, signal: AbortSignal, counts: Record<string, number>): Promise<void> {
  const post = (body: string) => ({ method: "POST", headers: { "content-type": "application/json" }, body }) as const;
  const attacks = [
    ["labels", "/api/v1/labels", post(LABELS)],
    ["broken labels", "/api/v1/labels", post(BROKEN)],
    ["report", "/reports/flights", { method: "GET" }],
  ] as const;
  for (let n = index; !signal.aborted; n++) {
    const [name, path, options] = attacks[n % attacks.length] ?? attacks[0];
    const status = await fetch(pages + path, { ...options, signal: AbortSignal.timeout(60_000) }).then(
      async (answer) => (await answer.arrayBuffer(), answer.status),
      () => 0,
    );
    counts[`${name} ${status}`] = (counts[`${name} ${status}`] ?? 0) + 1;
  }
}

function percentiles(latencies: readonly number[]) {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { predictions: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) };
}
