import { html } from "hono/html";
import type { Markup } from "../charts/svg.ts";

/** How a subject stands. `firing`: an alert is; `changed`: bad by the last window; `over`: was bad; `cantTell`: no data to judge by. */
export type Status = "firing" | "changed" | "over" | "cantTell" | "unchanged";

const SHAPES: Readonly<Record<Status, string>> = { firing: "▲", changed: "◆", over: "○", cantTell: "?", unchanged: "✓" };
const WORDS: Readonly<Record<Status, string>> = { firing: "firing", changed: "changed", over: "over", cantTell: "can’t tell", unchanged: "unchanged" };

/** A shape and a word beside the colour; red only for what fires and is critical. */
export function statusMark(status: Status, critical = true): Markup {
  return html`<span class="status ${status === "firing" && !critical ? "changed" : status}"
    ><span aria-hidden="true">${SHAPES[status]}</span> ${WORDS[status]}</span
  >`;
}

/** Said of what was put in on purpose. */
export const injectedMark: Markup = html`<span class="injected">injected</span>`;
