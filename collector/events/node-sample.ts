/** One row of `node_samples`. `cpu_share` is of one core; `event_loop_delay_ms` is the p99 since the last sample. */
export interface NodeSample {
  readonly event_time: number;
  readonly received_time: number;
  readonly node: string;
  readonly role: string;
  readonly cpu_share: number;
  readonly memory_bytes: number;
  readonly heap_bytes: number;
  readonly event_loop_delay_ms: number;
  readonly queue_depth: number;
  readonly in_flight: number;
  readonly consumer_lag: number;
  readonly probes: Readonly<Record<string, number>>;
}
