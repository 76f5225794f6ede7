import { median } from "simple-statistics";
import { EXCHANGES } from "./exchanges.ts";
import type { BenchExchange } from "./exchanges.ts";
import { loadRequests } from "./load.ts";

const CONNECTIONS = 16;
const WARM_UP_ROUNDS = 2;

/** A proxy in a process of its own. */
export interface Measured {
  readonly address: string;
  /** Settles what was captured, and tells `{requests, cpuMs}`: how many the log has, and what all of the process has cost of the processor. */
  ask(): Promise<string>;
}

/**
 * Microseconds of the processor that one request of each protocol costs a bare proxy, and the sidecar with capture, read by `auto`: all threads, until the log has it. The ratio of the two is that of the rates where the processor is what limits them, and other work on the machine does not move it.
 * The median of rounds; each measures both.
 * @param names of `exchanges.ts`
 */
export async function byProtocol(bare: Measured, captured: Measured, names: readonly string[], requests: number, rounds: number): Promise<readonly object[]> {
  const costs = new Map(names.map((name) => [name, { bare: [] as number[], captured: [] as number[] }]));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++)
    for (const [name, of] of costs) {
      const exchange = EXCHANGES[name];
      if (exchange === undefined) throw new Error(`no exchange is called "${name}"`);
      const [without, with_] = [await cost(bare, exchange, requests), await cost(captured, exchange, requests)];
      if (round < 0) continue;
      of.bare.push(without);
      of.captured.push(with_);
    }
  const ratio = (name: string) => median(costs.get(name)?.bare ?? []) / median(costs.get(name)?.captured ?? []);
  return names.map((name) => {
    const of = { bare: median(costs.get(name)?.bare ?? []), captured: median(costs.get(name)?.captured ?? []) };
    return { name, bareMicroseconds: of.bare, capturedMicroseconds: of.captured, ratio: ratio(name), ofOpenInference: ratio(name) / ratio("open-inference") };
  });
}

/** Microseconds of the processor a request. */
async function cost(proxy: Measured, exchange: BenchExchange, requests: number): Promise<number> {
  const cpuMs = async () => (JSON.parse(await proxy.ask()) as { cpuMs: number }).cpuMs;
  const before = await cpuMs();
  await loadRequests(proxy.address, CONNECTIONS, requests, exchange);
  return ((await cpuMs()) - before) * (1_000 / requests);
}
