import type { Store } from "../clickhouse/store.ts";
import type { LostMessages } from "../log/log.ts";
import { tableOf } from "./insert-batch.ts";

/**
 * Enters messages that the log had and cannot give any more in the books (`ledger.lost_in_log`, by table), once however often they are told of: captured requests are then those stored and those lost so.
 * Nobody can say whose they were: the row has no model.
 * @param claimed offset behind the newest batch of the partition: what lies before it is stored, wherever the log begins now
 */
export async function enterLost(store: Store, { topic, partition, logId, from, to }: LostMessages, claimed: bigint, now: number): Promise<void> {
  const first = from > claimed ? from : claimed;
  if (first >= to) return;
  const row = {
    minute: Math.floor(now / 60_000) * 60,
    model: "",
    node: "",
    producer: `log ${logId}`,
    served: 0,
    captured: 0,
    sampled_out: 0,
    dropped: {},
    lost_before_log: 0,
    lost_in_log: { [tableOf(topic)]: Number(to - first) },
  };
  await store.insert("ledger", [row], { token: `lost ${logId}/${topic}/${partition}/${first}-${to}` });
}
