import type { Store } from "../../collector/clickhouse/store.ts";
import type { Annotation } from "../dashboards-config.ts";
import { MAX_TIME } from "./finding-query.ts";
import { sql } from "./sql.ts";

/** One row of `annotations`. Times are epoch milliseconds. */
export interface AnnotationRecord {
  readonly annotationId: string;
  readonly model: string;
  readonly kind: "deployment" | "incident" | "event";
  readonly time: number;
  /** Null for a moment. */
  readonly until: number | null;
  readonly text: string;
  readonly injected: boolean;
  /** Empty: nobody said. */
  readonly by: string;
}

/** What was sent of a model and of all, that reaches into [from, to), newest first. An empty model means any. */
export function queryAnnotations(
  store: Store,
  query: { readonly model?: string; readonly from?: number; readonly to?: number; readonly limit?: number },
): Promise<AnnotationRecord[]> {
  return store.query<AnnotationRecord>(sql("annotations"), { model: "", from: 0, to: MAX_TIME, limit: 1000, ...query });
}

/** A version and its first request, epoch milliseconds. */
export interface VersionSince {
  readonly version: string;
  readonly since: number;
}

/** The versions of a model in the order of their first requests, at most 100. */
export function queryVersions(store: Store, model: string): Promise<VersionSince[]> {
  return store.query<VersionSince>(sql("versions"), { model });
}

/** A version of a model that came after another: a deployment, known by its first request. */
export function deploymentsOf(versions: readonly VersionSince[], model: string): Annotation[] {
  return versions
    .slice(1)
    .map(({ version, since }) => ({ model, kind: "deployment", time: since, text: `version ${version} serves its first request`, injected: false }));
}

/** As the configuration would say it. */
export function markOfRecord({ model, kind, time, until, text, injected, by }: AnnotationRecord): Annotation {
  return { model, kind, time, ...(until !== null && { until }), text: by === "" ? text : `${text} (${by})`, injected };
}
