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

/** A version of a model that came after another: a deployment, known by its first request. */
export async function queryDeployments(store: Store, model: string): Promise<Annotation[]> {
  const versions = await store.query<{ version: string; since: number }>(sql("versions"), { model });
  return versions
    .slice(1)
    .map(({ version, since }) => ({ model, kind: "deployment", time: since, text: `version ${version} serves its first request`, injected: false }));
}

/** As the configuration would say it. */
export function markOfRecord({ model, kind, time, until, text, injected, by }: AnnotationRecord): Annotation {
  return { model, kind, time, ...(until !== null && { until }), text: by === "" ? text : `${text} (${by})`, injected };
}
