import { isBad } from "../../../analyzers/findings/episodes.ts";
import { ANALYZERS, type AnalyzerName, type Finding } from "../../../analyzers/findings/finding.ts";
import type { AlertRecord } from "../../read/alert-query.ts";
import { listed, plural } from "../../words/format.ts";
import { headline, type Headline } from "../report/headline.ts";
import type { ModelListing } from "../../read/list-models.ts";
import type { ReportData } from "../report/load-report.ts";
import { reportView, type ReportView } from "../report/report-view.ts";
import type { Status } from "../status.ts";
import { strengthOf } from "../../words/strength.ts";

/** One model on the overview. */
export interface ModelCard {
  readonly listing: ModelListing;
  readonly status: Status;
  readonly critical: boolean;
  readonly headline: Headline;
  readonly view: ReportView;
  readonly data: ReportData;
  /** The worst statistic of each window, by analyzer. */
  readonly strips: readonly { readonly analyzer: AnalyzerName; readonly windows: readonly Finding[] }[];
}

const ORDER: readonly Status[] = ["firing", "changed", "cantTell", "unchanged", "over"];

/** The models, the ones that need a look first. */
export function modelCards(reports: readonly ReportData[]): ModelCard[] {
  return reports.map(cardOf).toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
}

function cardOf(data: ReportData): ModelCard {
  const view = reportView(data);
  const lead = view.problems.find((problem) => problem.until === null);
  const judged = data.findings.some((finding) => finding.verdict !== "noData");
  const strips = ANALYZERS.map((analyzer) => ({
    analyzer,
    windows: worstByWindow(data.findings.filter((finding) => finding.analyzer === analyzer && (isBad(finding) || finding.subject !== "staleness"))),
  })).filter(({ windows }) => windows.length > 0);
  return {
    listing: data.listing,
    critical: lead?.critical ?? false,
    status: lead?.status ?? (judged && !allBlind(view) ? "unchanged" : "cantTell"),
    headline: headline(data.listing.model, view.problems, view.columns),
    view,
    data,
    strips,
  };
}

/** Nothing can be said of a model whose columns are all such that no change that matters would have shown, unless its labels say that it is right. */
function allBlind({ columns, metrics }: ReportView): boolean {
  return columns.length > 0 && columns.every(({ status }) => status === "cantTell") && metrics.length === 0;
}

/** Of each window the finding furthest beyond its threshold, one that counts before one that does not. */
export function worstByWindow(findings: readonly Finding[]): Finding[] {
  const windows = Map.groupBy(findings, (finding) => finding.windowStart);
  return [...windows].toSorted(([a], [b]) => a - b).flatMap(([, group]) => group.toSorted((a, b) => weight(b) - weight(a)).slice(0, 1));
}

function weight(finding: Finding): number {
  const excess = strengthOf(finding)?.ratio ?? 0;
  return (finding.material && finding.verdict !== "ok" && finding.verdict !== "noData" ? 1e9 : 0) + excess;
}

/** The overview's first sentence. */
export function overviewSentence(cards: readonly ModelCard[], alerts: readonly AlertRecord[]): string {
  if (cards.length === 0) return "No model is watched yet.";
  const lasting = cards.filter((card) => card.status === "firing" || card.status === "changed");
  const wrong = lasting.filter((card) => card.view.problems.some((problem) => problem.until === null && !problem.harmless));
  const firing = alerts.filter((alert) => alert.state === "firing").length;
  const alarm = firing > 0 ? `, ${plural(firing, "alert")} firing` : "";
  if (wrong.length === 0 && lasting.length > 0)
    return `${listed(lasting.map((card) => card.listing.model))} ${lasting.length === 1 ? "is" : "are"} as right as expected; inputs shifted${alarm}.`;
  if (wrong.length === 0)
    return cards.some((card) => card.status === "cantTell")
      ? `Of ${listed(cards.filter((card) => card.status === "cantTell").map((card) => card.listing.model))} nothing can be said yet.`
      : `Nothing is wrong with ${cards.length === 1 ? (cards[0]?.listing.model ?? "") : plural(cards.length, "model")} now.`;
  if (cards.length === 1) return `${cards[0]?.listing.model ?? ""} needs a look${alarm}.`;
  return `${wrong.length} of ${plural(cards.length, "model")} ${wrong.length === 1 ? "needs" : "need"} a look: ${listed(wrong.map((card) => card.listing.model))}${alarm}.`;
}
