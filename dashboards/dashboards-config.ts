import { z } from "zod";
import { duration } from "../collector/duration.ts";

const annotation = z.strictObject({
  /** Empty: every model. */
  model: z.string().default(""),
  time: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  /** End of what lasted; left out for a moment. */
  until: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .optional(),
  text: z.string().min(1),
  /** A deployment is what a report can begin with; left out: an event. */
  kind: z.enum(["deployment", "incident", "event"]).optional(),
  /** Put in on purpose (a demonstration, a drill): what it caused is marked so. */
  injected: z.boolean().default(false),
});

/** Where the API and the pages are served. */
export const dashboardsConfig = z.strictObject({
  listen: z
    .strictObject({
      host: z.string().min(1).default("127.0.0.1"),
      port: z.int().min(0).max(65_535).default(8090),
      /** Beyond loopback, without `tokenFile`, it must be said that whoever reaches it may use it. */
      open: z.boolean().default(false),
    })
    .prefault({}),
  /** Address under which people reach the pages, for links in messages; left out: that of `listen`. */
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** File with a bearer token that every request but `/healthz` and `/readyz` must carry; left out: no token is asked for. */
  tokenFile: z.string().min(1).optional(),
  /** Largest body of a request, bytes. */
  maxBodyBytes: z.int().min(1024).default(8_388_608),
  /** Longest that what one request reads from ClickHouse may take in all, milliseconds; it also ends when the client leaves. */
  requestTimeout: duration.prefault("60s"),
  /** Labels in one request. */
  maxLabels: z.int().positive().default(50_000),
  /** Other names under which the pages are reached, beside loopback, `listen.host` and `baseUrl`; a request that names another host is refused. */
  allowedHosts: z.array(z.string().min(1)).default([]),
  /** Deployments, incidents and the like, marked on every time axis. */
  annotations: z.array(annotation).default([]),
});

export type DashboardsConfig = z.infer<typeof dashboardsConfig>;
/** Something that happened, for the time axes; `time` and `until` in epoch milliseconds. */
export type Annotation = z.infer<typeof annotation>;
