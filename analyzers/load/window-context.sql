-- The ledger's books and the nodes' samples by window. Nodes serve every model, so their samples are evidence and no more.
SELECT
  window,
  sum(servedRequests) AS served,
  sum(capturedRequests) AS captured,
  sum(sampledOutRequests) AS sampledOut,
  max(cpu) AS maxCpuShare,
  max(eventLoop) AS maxEventLoopDelayMs,
  max(queued) AS maxQueueDepth,
  sum(samples) AS nodeSamples
FROM (
  SELECT
    roundDown(toInt64(toUnixTimestamp(minute)) * 1000, {starts: Array(Int64)}) AS window,
    ledger.served AS servedRequests, ledger.captured AS capturedRequests, ledger.sampled_out AS sampledOutRequests, 0. AS cpu, 0. AS eventLoop, 0 AS queued, 0 AS samples
  FROM ledger
  WHERE model = {model: String} AND minute >= fromUnixTimestamp64Milli({from: Int64}) AND minute < fromUnixTimestamp64Milli({to: Int64})
  UNION ALL
  SELECT roundDown(toUnixTimestamp64Milli(event_time), {starts: Array(Int64)}), 0, 0, 0, cpu_share, event_loop_delay_ms, queue_depth, 1
  FROM node_samples
  WHERE event_time >= fromUnixTimestamp64Milli({from: Int64}) AND event_time < fromUnixTimestamp64Milli({to: Int64})
)
GROUP BY window
