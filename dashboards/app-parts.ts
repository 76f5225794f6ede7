import type { Meter } from "@opentelemetry/api";
import type { Finding } from "../analyzers/findings/finding.ts";
import type { Verification } from "../analyzers/verify/verify-findings.ts";
import type { Clock } from "../collector/clock.ts";
import type { Log } from "../collector/log/log.ts";
import type { Store } from "../collector/clickhouse/store.ts";
import type { Logger } from "../telemetry.ts";
import type { LabelPrivacy } from "./api/label-privacy.ts";
import type { DashboardsConfig } from "./dashboards-config.ts";
import type { WatchedModel } from "./watched-model.ts";

/** What was really sent to somebody, for the pages to show. */
export interface Delivery {
  readonly notificationId: string;
  readonly channel: string;
  readonly receiver: string;
  readonly subject: string;
  /** The message as sent: a mail's text, a webhook's or Slack's JSON. */
  readonly text: string;
}

/** Counts an alert that was marked as a false alarm, or whose mark was taken back. */
export type CountFalseAlarm = (withdrawn: boolean) => void;

/** All that the API and the pages need; built by a command. */
export interface AppParts {
  readonly store: Store;
  readonly log: Log;
  /** Event time. */
  readonly clock: Clock;
  readonly config: DashboardsConfig;
  /** The models under watch, from the configuration. */
  readonly models: readonly WatchedModel[];
  /** Models that the configuration declares, watched or not; default: none but those watched. */
  readonly declared?: readonly string[];
  /** What labels may say; default: all, as they come. */
  readonly labelPrivacy?: LabelPrivacy;
  readonly meter: Meter;
  /** This process's instruments in Prometheus' text format. */
  readonly metrics: () => Promise<string>;
  readonly logger: Logger;
  /** Bearer token that requests must carry; undefined: none. */
  readonly token?: string | undefined;
  /** The messages sent for the notifications named, where they were kept. */
  readonly deliveries?: (notificationIds: readonly string[]) => Promise<readonly Delivery[]>;
  /** Judges a stored finding again from what it recorded; left out: pages cannot. */
  readonly recompute?: (finding: Finding) => Promise<Verification>;
  /** Wall time in epoch milliseconds, for `received_time`; defaults to `Date.now`. */
  readonly wallNow?: () => number;
}
