import { html } from "hono/html";
import { CAUSE_WORDS } from "../../../alerts/render/cause-words.ts";
import type { Cause } from "../../../analyzers/findings/finding.ts";
import type { Markup } from "../../charts/svg.ts";
import type { AlertRecord } from "../../read/alert-query.ts";
import { subjectsOf } from "../report/fires-for.ts";
import { inWords } from "../../words/describe-change.ts";
import { listed } from "../../words/format.ts";

const SHAPES = { firing: "▲", pending: "◇", resolved: "○" } as const;

/** What an alert is about, in a few words: "temperature in another unit". */
export function alertTitle({ analyzer, cause, subject, labels }: AlertRecord): string {
  const subjects = listed(
    subjectsOf({ subject, labels })
      .filter((name, index, all) => all.indexOf(name) === index)
      .map(inWords),
    2,
  );
  if (analyzer === "decay") return "model wrong more often than expected";
  if (analyzer === "errors") return causeTitle(cause) ?? "requests fail";
  if (analyzer === "load") return cause === "overload" ? "model server overloaded" : `load: ${subjects}`;
  return `${subjects} ${causeTitle(cause) ?? "shifted"}`;
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

/** @param cause as it is stored: empty where none is named */
function causeTitle(cause: string): string | null {
  return cause in CAUSE_WORDS ? CAUSE_WORDS[cause as Cause].title : null;
}
