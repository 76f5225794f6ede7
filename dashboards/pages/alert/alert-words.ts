import { html } from "hono/html";
import type { Markup } from "../../charts/svg.ts";
import type { AlertRecord } from "../../read/alert-query.ts";
import { subjectsOf } from "../report/columns-view.ts";
import { inWords } from "../../words/describe-change.ts";
import { listed } from "../../words/format.ts";

const SHAPES = { firing: "▲", pending: "◇", resolved: "○" } as const;
const FAILURES: Readonly<Record<string, string>> = {
  upstreamDown: "model server not reached",
  malformedRequests: "malformed requests",
  overload: "requests refused: too many at once",
};
const DRIFTS: Readonly<Record<string, string>> = {
  unitChange: "in another unit",
  renamedCategory: "has a renamed category",
  stuckValue: "repeats one value",
  nullSurge: "is missing more often",
};

/** What an alert is about, in a few words: "temperature in another unit". */
export function alertTitle({ analyzer, cause, subject, labels }: AlertRecord): string {
  const subjects = listed(
    subjectsOf({ subject, labels })
      .filter((name, index, all) => all.indexOf(name) === index)
      .map(inWords),
    2,
  );
  if (analyzer === "decay") return "model wrong more often than expected";
  if (analyzer === "errors") return FAILURES[cause] ?? "requests fail";
  if (analyzer === "load") return cause === "overload" ? "model server overloaded" : `load: ${subjects}`;
  return `${subjects} ${DRIFTS[cause] ?? "shifted"}`;
}

/** Its state; red only where something critical fires. */
export function alertMark({ state, severity }: Pick<AlertRecord, "state" | "severity">): Markup {
  const tone = { firing: severity === "critical" ? "firing" : "changed", pending: "changed", resolved: "over" }[state];
  return html`<span class="status ${tone}"><span aria-hidden="true">${SHAPES[state]}</span> ${state}</span>`;
}

/** Where its page is. */
export function alertPath({ alertId }: Pick<AlertRecord, "alertId">): string {
  return `/alerts/${encodeURIComponent(alertId)}`;
}
