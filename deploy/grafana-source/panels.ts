import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  type DashboardLink,
  DashboardLinkBuilder,
  MappingType,
  type Panel,
  type Threshold,
  type ThresholdsConfig,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as StatesBuilder } from "@grafana/grafana-foundation-sdk/statetimeline";
import { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as SeriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { CLICKHOUSE, clickhouseTarget } from "./clickhouse-target.ts";

/** Where values begin to mean something: [from here on, the colour], the first from the beginning. */
export type Steps = readonly (readonly [from: number | null, colour: string])[];

/** Nothing is asked of these values. */
export const PLAIN: Steps = [[null, "text"]];
/** 1 is a verdict's own threshold. */
export const OF_ITS_THRESHOLD: Steps = [
  [null, "text"],
  [1, "red"],
];

interface PanelOptions {
  readonly title: string;
  /** What is shown, in words, and what to make of it. */
  readonly description: string;
  /** File of `queries/`. */
  readonly query: string;
  /** Grafana's name of a unit. */
  readonly unit: string;
  readonly steps: Steps;
  /** Columns of 24; default 12. */
  readonly width?: number;
  readonly height?: number;
}

interface SeriesOptions extends PanelOptions {
  /** What names a series: the query's text columns, and `value` for the column that holds the number. */
  readonly by: readonly string[];
  /** Of windows: drawn as steps, each from its window's start. */
  readonly stepped?: boolean;
  readonly stacked?: boolean;
  /** Whether values under zero are to be expected. */
  readonly signed?: boolean;
  readonly max?: number;
}

/** Series over time. Every text column of the query is a label: two models are two series. */
export function series({ by, stepped = false, stacked = false, max, signed = false, ...options }: SeriesOptions): SeriesBuilder {
  const panel = new SeriesBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(CLICKHOUSE)
    .withTarget(clickhouseTarget(options.query, "timeseries"))
    .interval("1m")
    .unit(options.unit)
    .displayName(by.map((name) => (name === "value" ? "${__field.name}" : `\${__field.labels.${name}}`)).join(" · "))
    .thresholds(thresholds(options.steps))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(options.steps.length > 1 ? GraphThresholdsStyleMode.Line : GraphThresholdsStyleMode.Off))
    .drawStyle(stacked ? GraphDrawStyle.Bars : GraphDrawStyle.Line)
    .lineInterpolation(stepped ? LineInterpolation.StepAfter : LineInterpolation.Linear)
    .stacking(new StackingConfigBuilder().mode(stacked ? StackingMode.Normal : StackingMode.None))
    .fillOpacity(stacked ? 60 : 0)
    .spanNulls(false)
    .legend(new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.Table).placement(LegendPlacement.Bottom).showLegend(true).calcs(["lastNotNull", "max"]))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
    .dataLinks(by.includes("model") ? [reportLink("${__field.labels.model:percentencode}")] : [])
    .span(options.width ?? 12)
    .height(options.height ?? 8);
  if (!signed) panel.min(0);
  return max === undefined ? panel : panel.max(max);
}

interface TableOptions extends PanelOptions {
  /** Units of columns that have another than the panel's. */
  readonly units?: Readonly<Record<string, string>>;
  /** Columns that lead somewhere; `model` always leads to its report. */
  readonly links?: Readonly<Record<string, Builder<DashboardLink>>>;
  /** Columns that are there for links alone. */
  readonly hidden?: readonly string[];
  /** The column that the steps colour. */
  readonly coloured?: string;
}

/** Rows, each of one model where the data have models. */
export function table({ units = {}, links = {}, hidden = [], coloured, ...options }: TableOptions): TableBuilder {
  const panel = new TableBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(CLICKHOUSE)
    .withTarget(clickhouseTarget(options.query, "table"))
    .unit(options.unit)
    .thresholds(thresholds(options.steps))
    .noValue("–")
    .span(options.width ?? 24)
    .height(options.height ?? 8)
    .overrideByName("model", [{ id: "links", value: [reportLink("${__value.text:percentencode}").build()] }]);
  for (const [name, unit] of Object.entries(units)) panel.overrideByName(name, [{ id: "unit", value: unit }]);
  for (const [name, link] of Object.entries(links)) panel.overrideByName(name, [{ id: "links", value: [link.build()] }]);
  for (const name of hidden) panel.overrideByName(name, [{ id: "custom.hidden", value: true }]);
  if (coloured !== undefined) panel.overrideByName(coloured, [{ id: "custom.cellOptions", value: { type: "color-background", mode: "basic" } }]);
  return panel;
}

interface StatesOptions extends Omit<PanelOptions, "steps"> {
  readonly by: readonly string[];
  /** [value, word, colour]. */
  readonly states: readonly (readonly [value: number, word: string, colour: string])[];
}

/** States over time, a line each. */
export function states({ by, ...options }: StatesOptions): Builder<Panel> {
  return new StatesBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(CLICKHOUSE)
    .withTarget(clickhouseTarget(options.query, "timeseries"))
    .unit(options.unit)
    .displayName(by.map((name) => `\${__field.labels.${name}}`).join(" · "))
    .thresholds(thresholds(options.states.map(([value, , colour], index) => [index === 0 ? null : value, colour])))
    .mappings([wordsOf(options.states)])
    .legend(new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom).showLegend(true).calcs([]))
    .dataLinks([reportLink("${__field.labels.model:percentencode}")])
    .span(options.width ?? 24)
    .height(options.height ?? 8);
}

function wordsOf(all: StatesOptions["states"]): ValueMapping {
  return { type: MappingType.ValueToText, options: Object.fromEntries(all.map(([value, text, color], index) => [String(value), { text, color, index }])) };
}

/** @param steps in ascending order. */
export function thresholds(steps: Steps): Builder<ThresholdsConfig> {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps.map(([value, color]): Threshold => ({ value, color })));
}

/** To a model's report on Tidemark's own pages. @param model as Grafana fills it in. */
function reportLink(model: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder("What changed, on Tidemark's page").url(`\${tidemark:raw}/reports/${model}`);
}

/** To an alert's page, from the row's column `alert_id`. */
export function alertLink(): DashboardLinkBuilder {
  return new DashboardLinkBuilder("This alert, on Tidemark's page").url("${tidemark:raw}/alerts/${__data.fields.alert_id:percentencode}");
}
