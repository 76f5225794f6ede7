import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Clock } from "../../collector/clock.ts";
import type { NodeSample } from "../../collector/events/node-sample.ts";
import type { Log } from "../../collector/log/log.ts";

/** What a sample tells of the process beside its own measures. */
export interface Gauges {
  readonly queueDepth: number;
  readonly inFlight: number;
}

/** Measures this process: CPU and event-loop delay since the last sample, memory now. */
export class NodeSampler {
  readonly #node: string;
  readonly #clock: Clock;
  readonly #delay = monitorEventLoopDelay({ resolution: 10 });
  #sequence = 0n;
  #cpu = process.cpuUsage();
  #sampledMs = performance.now();

  constructor(node: string, clock: Clock) {
    this.#node = node;
    this.#clock = clock;
    this.#delay.enable();
  }

  /** Appends a sample to the log. One that the log refuses is not told again: the next is newer. */
  async report(log: Log, producer: string, gauges: Gauges): Promise<void> {
    const value = Buffer.from(`${JSON.stringify(this.sample(gauges))}\n`);
    await log.append("tidemark.node_samples", [{ key: this.#node, producer, sequence: ++this.#sequence, value }]);
  }

  /** Each sample covers the time since the one before. */
  sample(gauges: Gauges): NodeSample {
    const cpu = process.cpuUsage(this.#cpu);
    const elapsedMs = performance.now() - this.#sampledMs;
    const memory = process.memoryUsage();
    const p99Ms = this.#delay.count === 0 ? 0 : this.#delay.percentile(99) / 1e6;
    this.#cpu = process.cpuUsage();
    this.#sampledMs = performance.now();
    this.#delay.reset();
    return {
      event_time: this.#clock.now(),
      received_time: Date.now(),
      node: this.#node,
      role: "serving",
      cpu_share: (cpu.user + cpu.system) / 1_000 / Math.max(elapsedMs, 1),
      memory_bytes: memory.rss,
      heap_bytes: memory.heapUsed,
      event_loop_delay_ms: p99Ms,
      queue_depth: gauges.queueDepth,
      in_flight: gauges.inFlight,
      consumer_lag: 0,
      probes: {},
    };
  }

  [Symbol.dispose](): void {
    this.#delay.disable();
  }
}
