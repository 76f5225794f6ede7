import { QueryBuilder, type Rule, RuleBuilder } from "@grafana/grafana-foundation-sdk/alerting";
import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import { CLICKHOUSE, clickhouseTarget } from "./clickhouse-target.ts";

interface RuleOptions {
  readonly uid: string;
  readonly title: string;
  /** File of `queries/`: one row a model, one number. */
  readonly query: string;
  /** Fires above it. */
  readonly above: number;
  /** How far back the query looks, seconds. */
  readonly lookBackSeconds: number;
  readonly lasting: string;
  readonly severity: "warning" | "critical";
  readonly summary: string;
  readonly description: string;
}

const RULES: readonly RuleOptions[] = [
  {
    uid: "tidemark-firing",
    title: "A critical alert of Tidemark fires",
    query: "alerts/firing",
    above: 0,
    lookBackSeconds: 600,
    lasting: "0s",
    severity: "critical",
    summary: "{{ $labels.model }} has critical alerts that fire",
    description: "For teams whose alerts all go through Grafana: Tidemark's own receivers tell the same with evidence, and once.",
  },
  {
    uid: "tidemark-failed",
    title: "Requests fail",
    query: "alerts/failed-share",
    above: 0.05,
    lookBackSeconds: 600,
    lasting: "5m",
    severity: "critical",
    summary: "More than 5 % of requests to {{ $labels.model }} fail",
    description: "Of at least 20 requests in ten minutes, without those whose client hung up.",
  },
  {
    uid: "tidemark-silent",
    title: "A model is asked nothing any more",
    query: "alerts/silent",
    above: 60,
    lookBackSeconds: 86_400,
    lasting: "0s",
    severity: "warning",
    summary: "{{ $labels.model }} has had no request for over an hour",
    description: "It had some within the last day. Where nights are quiet by nature, pause this rule for them.",
  },
  {
    uid: "tidemark-lost",
    title: "Requests are not captured",
    query: "alerts/lost",
    above: 0,
    lookBackSeconds: 3600,
    lasting: "5m",
    severity: "warning",
    summary: "Requests to {{ $labels.model }} were answered and not captured",
    description: "Dropped or lost within the last hour; verdicts rest on fewer rows. The pipeline dashboard says why.",
  },
];

/** Grafana's file of provisioned alert rules. */
export function alertRules(): object {
  const rules = RULES.map((rule) => provisioned(ruleOf(rule)));
  return { apiVersion: 1, groups: [{ orgId: 1, name: "tidemark", folder: "Tidemark", interval: "1m", rules }] };
}

function ruleOf({ uid, title, query, above, lookBackSeconds, lasting, severity, summary, description }: RuleOptions): Rule {
  const relativeTimeRange = { from: lookBackSeconds, to: 0 };
  return new RuleBuilder(title)
    .uid(uid)
    .condition("B")
    .withQuery(new QueryBuilder("A").datasourceUid(CLICKHOUSE.uid).relativeTimeRange(relativeTimeRange).model(clickhouseTarget(query, "table")))
    .withQuery(new QueryBuilder("B").datasourceUid("__expr__").relativeTimeRange(relativeTimeRange).model(isAbove("A", above)))
    .forDuration(lasting)
    .noDataState("OK")
    .execErrState("Error")
    .labels({ severity })
    .annotations({ summary, description })
    .build();
}

/** Grafana's own expression: one state for each row of the query. */
function isAbove(expression: string, value: number): Builder<Dataquery> {
  const model = { refId: "B", type: "threshold", expression, conditions: [{ evaluator: { type: "gt", params: [value] } }] };
  return { build: () => ({ ...model, _implementsDataqueryVariant: () => undefined }) };
}

/** What the file takes of a rule; folder and group stand above it there. */
function provisioned({ uid, title, condition, data, noDataState, execErrState, for: lasting, labels, annotations }: Rule): object {
  return { uid, title, condition, data, noDataState, execErrState, for: lasting, labels, annotations };
}
