import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { defineChannel, type Notification } from "../channel.ts";
import { httpPost } from "../delivery/http-post.ts";
import { secretFile, secretValue } from "../delivery/secret.ts";
import type { Link } from "../render/message.ts";
import { chartKey, textChart } from "../render/plain-text.ts";

/** Slack takes one message a second from an incoming webhook. */
const PAUSE_MS = 1000;
/** Slack's limits, in characters. */
const TEXT_LIMIT = 3000;

const options = z
  .strictObject({
    /** The incoming webhook's address; it is a secret. */
    url: secretValue.optional(),
    urlFile: secretFile.optional(),
  })
  .refine((given) => (given.url === undefined) !== (given.urlFile === undefined), "expected one of url and urlFile");

type Options = z.output<typeof options>;

/** When the next message may go to each receiver, wall time. */
const nextTimes = new WeakMap<Options, number>();

/** A Slack incoming webhook: `text` for notifications and screen readers, blocks for the rest. */
export default defineChannel<Options>({
  name: "slack",
  options,
  async deliver(notification, options, { timeoutMs, wallNow }) {
    const url = await (options.url ?? options.urlFile)?.reveal();
    await delay(Math.max(0, (nextTimes.get(options) ?? 0) - wallNow()));
    nextTimes.set(options, wallNow() + PAUSE_MS);
    const body = JSON.stringify(slackMessage(notification));
    await httpPost({ doing: "delivering to Slack", url: url ?? "", headers: {}, body, timeoutMs, allowPrivateAddresses: true });
  },
});

/** The message as Slack takes it: header line, chart, facts and buttons, at most five blocks. */
export function slackMessage({ message, notificationId }: Notification): object {
  const sign = { critical: ":red_circle:", warning: ":large_orange_circle:", resolved: ":white_check_mark:" }[message.tone];
  const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text: text.slice(0, TEXT_LIMIT), verbatim: true } });
  const chart =
    message.chart === null
      ? []
      : [section(`${escapeSlack(message.chart.title)} (${chartKey(message.chart)})\n\`\`\`${escapeSlack(textChart(message.chart))}\`\`\``)];
  const facts = message.facts.map(({ title, text }) => `*${escapeSlack(title)}* ${escapeSlack(text)}`).join("\n");
  const blocks = [
    section(`${sign} *${escapeSlack(message.firstSentence)}*`),
    ...chart,
    section(facts),
    buttons([message.link, ...message.buttons], notificationId),
  ];
  return { text: `${sign} ${escapeSlack(message.firstSentence)}`, unfurl_links: false, blocks };
}

function buttons(links: readonly Link[], notificationId: string): object {
  const elements = links.map(({ label, url }, index) => ({
    type: "button",
    action_id: `${notificationId}-${index}`,
    text: { type: "plain_text", text: label },
    url,
    ...(index === 0 ? { style: "primary" } : {}),
  }));
  return { type: "actions", elements };
}

/** Besides Slack's own three: a backtick would end the block of letters that the chart stands in. `verbatim` keeps Slack from making links, mentions and channels of what stands there. */
function escapeSlack(text: string): string {
  return text.replaceAll("`", "ˋ").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
