import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Agent, request } from "undici";
import { SMALL } from "./sidecar/load.ts";
import { endChild } from "./soak/end-child.ts";
import { startUp } from "./soak/start-up.ts";
import { lineThrough } from "./soak/line-through.ts";
import { processesUnder, type ProcessSize } from "./soak/process-size.ts";

const WARM_UP_MINUTES = 10;
const LOOK_EVERY_MS = 15_000;
/** Looks of a short run, at least. */
const FEWEST_LOOKS = 12;

interface Look {
  readonly minute: number;
  readonly processes: Readonly<Record<string, ProcessSize>>;
}

/**
 * Memory and open files of every process of `up` (sidecar, rest, engine) while it serves so many requests a second, each tenth with a label, and its pages are looked at now and then: `--minutes 60 --rate 200`.
 * The slope is that of a line through what was seen after the first ten minutes (or the second half of a shorter run), and the maximum that of the same time. One that is cut (SIGTERM, SIGINT) says what it has seen until then.
 */
export default async function soak(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({ args: [...args], options: { minutes: { type: "string", default: "60" }, rate: { type: "string", default: "200" } } });
  const [minutes, rate] = [Number(values.minutes), Number(values.rate)];
  const folder = await mkdtemp(join(tmpdir(), "tidemark-soak-"));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const start = (script: string, ...rest: readonly string[]) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, script), ...rest], { stdio: ["ignore", "pipe", "ignore"] });
    stack.defer(() => endChild(child));
    return child;
  };
  const upstream = String(((await once(start("sidecar/upstream.ts").stdout, "data")) as [Buffer])[0]).trim();
  const up = stack.use(await startUp(folder, upstream));
  const load = startLoad(up.serving, up.pages, rate);
  const looks: Look[] = [];
  const cut = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => cut.abort());
  const lookEveryMs = Math.min(LOOK_EVERY_MS, (minutes * 60_000) / FEWEST_LOOKS);
  const pause = (): Promise<void> => sleep(lookEveryMs, undefined, { signal: cut.signal }).catch(() => undefined);
  const startedMs = performance.now();
  for (let at = 0; !cut.signal.aborted && (at = (performance.now() - startedMs) / 60_000) < minutes; await pause()) {
    looks.push({ minute: Math.round(at * 100) / 100, processes: await processesUnder(up.pid) });
    process.stderr.write(`${JSON.stringify(looks.at(-1))}\n`);
  }
  const answers = await load.stop();
  const elapsedSeconds = (performance.now() - startedMs) / 1_000;
  const ran = elapsedSeconds / 60;
  const from = ran > 2 * WARM_UP_MINUTES - 1 ? WARM_UP_MINUTES : ran / 2;
  return {
    minutes: ran,
    cut: cut.signal.aborted,
    askedPerSecond: rate,
    answeredPerSecond: answers.answered / elapsedSeconds,
    ...answers,
    slopesFromMinute: from,
    processes: slopes(looks, from),
    curve: looks,
  };
}

function slopes(looks: readonly Look[], from: number): object {
  const late = looks.filter(({ minute }) => minute >= from);
  const names = [...new Set(late.flatMap(({ processes }) => Object.keys(processes)))];
  return Object.fromEntries(
    names.map((name) => {
      const seen = late.flatMap(({ minute, processes }) => (processes[name] ? [{ minute, ...processes[name] }] : []));
      const slope = (of: (one: ProcessSize) => number): number => lineThrough(seen.map((one) => ({ x: one.minute, y: of(one) })));
      return [
        name,
        {
          megabytesAMinute: slope(({ megabytes }) => megabytes),
          filesAMinute: slope(({ files }) => files),
          mostMegabytes: Math.max(...seen.map(({ megabytes }) => megabytes)),
          mostFiles: Math.max(...seen.map(({ files }) => files)),
        },
      ];
    }),
  );
}

function startLoad(serving: string, pages: string, rate: number) {
  const agent = new Agent({ connections: 32 });
  const counts = { answered: 0, refused: 0, labels: 0, pages: 0 };
  const stopping = new AbortController();
  const headers = { "content-type": "application/json" };
  const ask = async (
    url: string,
    options: { readonly method: "GET" | "POST"; readonly body?: string; readonly headers?: Record<string, string> },
    kind: keyof typeof counts,
  ) => {
    const ok = await request(url, { ...options, dispatcher: agent, signal: AbortSignal.timeout(10_000) }).then(
      async ({ statusCode, body }) => (await body.dump(), statusCode < 300),
      () => false,
    );
    counts[ok ? kind : "refused"] += 1;
  };
  const began = performance.now();
  const running = (async () => {
    for (let n = 0; !stopping.signal.aborted;) {
      for (const due = ((performance.now() - began) / 1_000) * rate; n < due; n++) {
        void ask(serving + SMALL.path, { method: "POST", body: SMALL.body, headers: { ...headers, "x-request-id": `r${n}` } }, "answered");
        if (n % 10 === 0)
          void ask(`${pages}/api/v1/labels`, { method: "POST", headers, body: JSON.stringify({ model: "flights", requestId: `r${n}`, label: 0 }) }, "labels");
        if (n % (10 * rate) === 0) void ask(`${pages}/reports/flights`, { method: "GET" }, "pages");
      }
      await sleep(20);
    }
    // Answers that are still waited for are not: closing in order would wait for them.
    await agent.destroy();
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
      return counts;
    },
  };
}
