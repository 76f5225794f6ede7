import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { CLICKHOUSE, clickhouseTarget, sqlOf } from "./clickhouse-target.ts";

interface BoardOptions {
  /** Its file's name and, after `tidemark-`, its uid. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly panels: readonly Builder<Panel>[];
  /** Whether columns can be chosen. */
  readonly subjects?: boolean;
}

/** A dashboard over the store: models to choose, alerts, new versions and other baselines marked on every time axis, links to the others. */
export function board({ name, title, description, panels, subjects = false }: BoardOptions): DashboardBuilder {
  const built = emptyBoard(name, title, description)
    .annotation(marks("Alerts", "shared/alerts", "red"))
    .annotation(marks("New versions", "shared/deployments", "blue"))
    .annotation(marks("Baseline changes", "shared/baselines", "purple"))
    .withVariable(choice("model", "Model", "shared/models"));
  if (subjects) built.withVariable(choice("subject", "Column", "shared/subjects"));
  for (const panel of numbered(panels)) built.withPanel(panel);
  return built;
}

/** Panels with numbers of their own, by which addresses name them. */
export function numbered(panels: readonly Builder<Panel>[]): readonly Builder<Panel>[] {
  return panels.map((panel, index) => ({ build: () => ({ ...panel.build(), id: index + 1 }) }));
}

/** What every dashboard has: the same period, the way to the others, and where Tidemark's own pages are. */
export function emptyBoard(name: string, title: string, description: string): DashboardBuilder {
  return new DashboardBuilder(`Tidemark: ${title}`)
    .uid(`tidemark-${name}`)
    .description(description)
    .tags(["tidemark"])
    .timezone("utc")
    .time({ from: "now-7d", to: "now" })
    .refresh("1m")
    .tooltip(DashboardCursorSync.Crosshair)
    .link(new DashboardLinkBuilder("Tidemark").type(DashboardLinkType.Dashboards).tags(["tidemark"]).includeVars(true).keepTime(true))
    .withVariable(
      new TextBoxVariableBuilder("tidemark")
        .label("Tidemark's pages")
        .description("The address under which dashboards.listen or dashboards.baseUrl serves them")
        .defaultValue("http://127.0.0.1:8090"),
    );
}

function choice(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(CLICKHOUSE)
    .query(sqlOf(query))
    .definition(sqlOf(query))
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true);
}

function marks(name: string, query: string, colour: string): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name(name)
    .datasource(CLICKHOUSE)
    .enable(true)
    .iconColor(colour)
    .target(clickhouseTarget(query, "table", "Anno"));
}
