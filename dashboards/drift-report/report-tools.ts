import { html } from "hono/html";
import type { DriftReport } from "../../analyzers/report/drift-report.ts";
import type { Markup } from "../charts/svg.ts";
import { STATUS_MARKS, columnStatus } from "./column-status.ts";

/** Fewer need no search. */
const FEW = 8;

/** Search, filters and order; hidden until the script, which makes them work, shows them. */
export function reportTools({ columns }: DriftReport): Markup {
  if (columns.length <= FEW) return html``;
  const types = [...new Set(columns.map(({ type }) => type))];
  const statuses = (["changed", "minor", "cantTell", "unchanged"] as const).filter((status) => columns.some((column) => columnStatus(column) === status));
  return html`<form class="tools" role="search" hidden>
    <label>Find <input type="search" name="find" placeholder="name or category" aria-keyshortcuts="/" autocomplete="off" /></label>
    <label
      >Show
      <select name="status">
        <option value="">all</option>
        ${statuses.includes("changed") && statuses.includes("minor") ? html`<option value="changed minor">all that changed</option>` : ""}
        ${statuses.length > 1 ? statuses.map((status) => html`<option value="${status}">${STATUS_MARKS[status].word}</option>`) : ""}
      </select></label
    >
    ${
      types.length > 1
        ? html`<label
            >Type
            <select name="type">
              <option value="">all</option>
              ${types.map((type) => html`<option>${type}</option>`)}
            </select></label
          >`
        : ""
    }
    <label
      >Order
      <select name="order">
        <option value="">what matters</option>
        <option value="name">name</option>
        <option value="0">size of the change</option>
        <option value="1">statistic over threshold</option>
        <option value="2">rise of missing values</option>
      </select></label
    >
    <output></output>
  </form>`;
}
