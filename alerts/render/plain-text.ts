import { barNames, type Chart } from "./chart.ts";
import type { Message } from "./message.ts";
import { number, percent } from "./words.ts";

const CELLS = 16;

/** A message as plain text. */
export function plainText(message: Message): string {
  const chart = message.chart === null ? [] : [`${message.chart.title} (${chartKey(message.chart)})`, textChart(message.chart), ""];
  const facts = message.facts.map(({ title, text }) => `${title}: ${text}`);
  const links = [message.link, ...message.buttons].map(({ label, url }) => `${label}: ${url}`);
  return [message.firstSentence, "", ...chart, ...facts, "", ...links, ""].join("\n");
}

/** What the bars of a chart in letters are. */
export function chartKey(chart: Chart): string {
  const [reference, current] = barNames(chart);
  return `░ ${reference}, █ ${current}`;
}

/** A chart in letters of equal width: the reference light, the current full. */
export function textChart(chart: Chart): string {
  const largest = Math.max(...chart.bars.flatMap(({ reference, current }) => [reference, current]), Number.MIN_VALUE);
  const format = chart.kind === "shares" ? percent : number;
  const width = Math.max(...chart.bars.map(({ label }) => label.length));
  const cells = (value: number, cell: string) => cell.repeat(Math.round((Math.max(0, value) / largest) * CELLS)).padEnd(CELLS);
  return chart.bars
    .map(
      ({ label, reference, current }) => `${label.padStart(width)}  ${cells(reference, "░")} ${cells(current, "█")} ${format(reference)} → ${format(current)}`,
    )
    .join("\n");
}
