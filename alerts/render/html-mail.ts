import { barNames, type Bar } from "./chart.ts";
import type { Message } from "./message.ts";
import { number, percent } from "./words.ts";

const TONES = { critical: "#b3261e", warning: "#a85800", resolved: "#2e6b34" } as const;
const WIDTH = 220;

/** A message as HTML for mail programs: tables and inline styles alone, since they show neither SVG nor style sheets. */
export function htmlMail(message: Message): string {
  const facts = message.facts.map(
    ({ title, text }) =>
      `<tr><td style="padding:4px 12px 4px 0;color:#5f6368;vertical-align:top;white-space:nowrap">${escapeHtml(title)}</td><td style="padding:4px 0">${escapeHtml(text)}</td></tr>`,
  );
  const buttons = [message.link, ...message.buttons].map(
    ({ label, url }, index) =>
      `<a href="${escapeHtml(url)}" style="${index === 0 ? "background:#1a5fb4;color:#ffffff" : "color:#1a5fb4"};border:1px solid #1a5fb4;padding:8px 16px;margin-right:8px;text-decoration:none;display:inline-block">${escapeHtml(label)}</a>`,
  );
  return [
    `<!doctype html><html lang="en"><body style="font-family:system-ui,-apple-system,'Segoe UI',sans-serif;font-size:15px;color:#202124;max-width:600px">`,
    `<p style="font-size:18px;font-weight:600;color:${TONES[message.tone]};margin:0 0 16px">${escapeHtml(message.firstSentence)}</p>`,
    chartTable(message),
    `<table role="presentation" style="border-collapse:collapse;margin:0 0 16px">${facts.join("")}</table>`,
    `<p style="margin:0">${buttons.join("")}</p></body></html>`,
  ].join("\n");
}

function chartTable({ chart }: Message): string {
  if (chart === null) return "";
  const largest = Math.max(...chart.bars.flatMap(({ reference, current }) => [reference, current]), Number.MIN_VALUE);
  const format = chart.kind === "shares" ? percent : number;
  const names = barNames(chart);
  const rows = chart.bars.map((bar) => barRow(bar, largest, format));
  const key = `<span style="color:#9aa0a6">&#9632;</span>&nbsp;${names[0]} &nbsp; <span style="color:#1a5fb4">&#9632;</span>&nbsp;${names[1]}`;
  return `<table style="border-collapse:collapse;margin:0 0 16px;font-size:13px"><caption style="text-align:left;color:#5f6368;padding-bottom:4px">${escapeHtml(chart.title)} &nbsp; ${key}</caption>${rows.join("")}</table>`;
}

function barRow({ label, reference, current }: Bar, largest: number, format: (value: number) => string): string {
  const bar = (value: number, colour: string) =>
    `<table role="presentation" style="border-collapse:collapse"><tr><td style="background:${colour};height:7px;width:${Math.max(1, Math.round((Math.max(0, value) / largest) * WIDTH))}px;font-size:0;line-height:0;padding:0">&nbsp;</td></tr></table>`;
  return `<tr><td style="padding:2px 8px 2px 0;text-align:right">${escapeHtml(label)}</td><td style="padding:2px 0">${bar(reference, "#bdc1c6")}${bar(current, "#1a5fb4")}</td><td style="padding:2px 0 2px 8px;white-space:nowrap">${format(reference)} → ${format(current)}</td></tr>`;
}

/** Text made safe inside HTML and its attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}
