import { kafkaConfig } from "../../collector/log/kafka/kafka-config.ts";
import { openKafkaLog } from "../../collector/log/kafka/kafka-log.ts";
import { TOPICS } from "../../collector/log/log.ts";
import { pick } from "../attacks/attack.ts";
import { noKafkaBecause, startKafkaBroker } from "../support/kafka-broker.ts";
import { doFaults, other } from "./support/faults.ts";
import { startSite } from "./support/site.ts";
import { startTraffic } from "./support/traffic.ts";
import type { Scenario } from "./scenario.ts";

/** Values that nobody should send, and somebody does. */
const POISON = [
  "",
  "\n\n\n",
  "not json\n",
  "null\n[]\n7\n",
  '{"event_time":',
  '{"no_such_column":1}\n',
  '{"event_time":"yesterday","model":"m"}\n',
  '{"event_time":-1e300,"received_time":1e300}\n',
  '{"rows":-5,"model":{"a":1}}\n',
  `${Array.from({ length: 130 }, (_, month) => JSON.stringify({ event_time: Date.UTC(1990, month), received_time: 0, model: "old", request_id: `old-${month}` })).join("\n")}\n`,
  `${JSON.stringify({ event_time: 0, request_id: "\u0000\ud800", model: "\u202e" })}\n`,
  `${"[".repeat(50_000)}\n`,
];

/** Kafka topics that anyone may write to: messages of every kind of nonsense between the real ones. None stops a partition, none costs its neighbours. */
export default {
  name: "poison",
  short: 12,
  missing: noKafkaBecause,
  async run({ faults, random, say }) {
    await using broker = await startKafkaBroker();
    await using site = await startSite({ kafka: broker.brokers });
    for (const role of [site.role("serve", "serve"), site.role("dashboards", "dashboards"), site.role("collect-1", "collect")]) role.join();
    await site.ready();
    await using traffic = startTraffic(site.addresses, 40);
    await using log = await openKafkaLog(kafkaConfig.parse({ brokers: [broker.brokers] }));
    let sequence = 0n;
    const send = (value: string, producer: string): Promise<void> =>
      log.append(pick(random, TOPICS), [{ key: String(sequence), producer, sequence: ++sequence, value: Buffer.from(value) }]);
    const done = await doFaults(
      POISON.map((value, index) => other(`poison ${index}`, () => send(value, pick(random, ["", "mallory", "m".repeat(1_000)])))),
      { count: faults, random, longestPauseMs: 300, ready: async () => undefined, say },
    );
    const sent = await traffic.stop();
    const { books, failures } = await site.balance(sent);
    return { done, books, failures };
  },
} satisfies Scenario;
