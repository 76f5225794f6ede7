import { z } from "zod";

const sasl = z
  .strictObject({
    mechanism: z.enum(["plain", "scram-sha-256", "scram-sha-512"]),
    username: z.string().min(1),
    password: z.string().min(1).optional(),
    /** File with the password, read at the start; a trailing line end is not part of it. */
    passwordFile: z.string().min(1).optional(),
  })
  .refine(({ password, passwordFile }) => (password === undefined) !== (passwordFile === undefined), "sasl needs either password or passwordFile");

/** The section `kafka`: with it the log is Kafka. */
export const kafkaConfig = z.strictObject({
  /** `host:port` of one or more brokers. */
  brokers: z.array(z.string().regex(/^.+:\d+$/, 'expected "host:port"')).min(1),
  clientId: z.string().min(1).default("tidemark"),
  /** TLS, verified by the system's authorities; or by those of `caFile` (PEM). Default off. */
  ssl: z.union([z.boolean(), z.strictObject({ caFile: z.string().min(1) })]).default(false),
  sasl: sasl.optional(),
  /** Partitions of topics that Tidemark makes; default 3. Topics that exist stay as they are. */
  partitions: z.int().min(1).default(3),
  /** Replicas of topics that Tidemark makes; default: the broker's own. */
  replicationFactor: z.int().min(1).optional(),
});

export type KafkaConfig = z.infer<typeof kafkaConfig>;
