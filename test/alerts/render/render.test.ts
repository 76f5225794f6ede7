import { describe, expect, test } from "vitest";
import { slackMessage } from "../../../alerts/channels/slack.ts";
import { webhookBody } from "../../../alerts/channels/webhook.ts";
import { retrainBody } from "../../../alerts/channels/retrain.ts";
import { chartOf } from "../../../alerts/render/chart.ts";
import { htmlMail } from "../../../alerts/render/html-mail.ts";
import { renderMessage } from "../../../alerts/render/message.ts";
import { plainText } from "../../../alerts/render/plain-text.ts";
import { number, percent } from "../../../alerts/render/words.ts";
import { aFinding, DAY } from "../a-finding.ts";
import { aNotification, anAlert, BASE_URL } from "../an-alert.ts";

const sentence = "Departure delay is 10.4 minutes longer on average than in January (10.1 to 20.5; 95 % 9.4–11.4).";

test("a message: a subject of one line, a first sentence, one chart, three facts, one link, the buttons", () => {
  const alert = anAlert([aFinding(0)]);
  expect(renderMessage(alert, "firing", BASE_URL)).toEqual({
    subject: "[warning] flight-delay: departure delay shifted since 1 June",
    firstSentence: sentence,
    tone: "warning",
    facts: [
      { title: "Since", text: "1 June 2026, UTC; 1 bad day so far; flight-delay version 1, warning." },
      {
        title: "How sure",
        text: "Effect 10.4 minutes (95 % 9.4 to 11.4); kolmogorov-smirnov 0.31 against a threshold of 0.12, p under 10⁻⁸; 4\u202f812 rows, coverage 100 %.",
      },
      { title: "What now", text: "Compare the rows with the baseline and decide whether the model still fits them." },
    ],
    chart: {
      kind: "shares",
      title: "Departure delay: share of rows",
      bars: [
        { label: "0 to 10", reference: 0.6, current: 0.2 },
        { label: "10 to 20", reference: 0.3, current: 0.4 },
        { label: "20 to 30", reference: 0.1, current: 0.4 },
      ],
    },
    link: { label: "See the evidence", url: `${BASE_URL}/reports/flight-delay#departure_delay` },
    buttons: [
      { label: "Acknowledge", url: `${BASE_URL}/alerts/${alert.alertId}#acknowledge` },
      { label: "Silence", url: `${BASE_URL}/alerts/${alert.alertId}#silence` },
    ],
  });
});

test("what is resolved says how long it lasted and has neither chart nor buttons", () => {
  const { chart, buttons, facts } = renderMessage(anAlert([aFinding(0)], "resolved"), "resolved", BASE_URL);
  expect({ chart, buttons }).toEqual({ chart: null, buttons: [] });
  expect(facts[0]).toEqual({ title: "Lasted", text: "1 bad day; well since 2 June 2026." });
});

test.each<{ rule: string; findings: readonly Parameters<typeof aFinding>[1][]; event: "firing" | "resolved"; expected: string }>([
  { rule: "others of the incident are named", findings: [{}, { subject: "wind" }], event: "firing", expected: sentence.replace(/\.$/, "; also: wind.") },
  {
    rule: "at most three of them",
    findings: [{}, ...["a", "b", "c", "d", "e"].map((subject) => ({ subject, severity: "none" as const }))],
    event: "firing",
    expected: sentence.replace(/\.$/, "; also: a, b, c and 2 more."),
  },
  {
    rule: "the worst one speaks",
    findings: [{}, { subject: "wind", severity: "critical", summary: "Wind doubled." }],
    event: "firing",
    expected: "Wind doubled; also: departure delay.",
  },
  {
    rule: "the end of one",
    findings: [{}],
    event: "resolved",
    expected: "Resolved for flight-delay: departure delay had shifted for 1 day, 1 June 2026 (UTC).",
  },
  {
    rule: "the end of several",
    findings: [{}, { subject: "wind" }],
    event: "resolved",
    expected: "Resolved for flight-delay: departure delay and wind had shifted for 1 day, 1 June 2026 (UTC).",
  },
  {
    rule: "line breaks of a summary do not reach a mail's head",
    findings: [{ summary: "Wind\r\nBcc: all@example.com" }],
    event: "firing",
    expected: "Wind Bcc: all@example.com.",
  },
])("first sentence: $rule", ({ findings, event, expected }) => {
  const alert = anAlert(
    findings.map((given) => aFinding(0, given)),
    event,
  );
  expect(renderMessage(alert, event, BASE_URL).firstSentence).toBe(expected);
});

describe("charts have at most eight bars and keep the mass", () => {
  const shares = Array.from({ length: 21 }, (_, index) => index / 210);
  const total = (bars: readonly { readonly current: number }[] | undefined) => bars?.reduce((sum, { current }) => sum + current, 0);

  test("numbers: neighbours are merged", () => {
    const distribution = {
      kind: "numeric",
      edges: [...shares, 1].map((_, index) => index),
      reference: shares,
      current: shares,
      tails: { reference: [0, 0], current: [0, 0] },
    } as const;
    const bars = chartOf(aFinding(0, { evidence: { checks: [], distribution } }))?.bars;
    expect(bars).toHaveLength(7);
    expect(bars?.at(-1)?.label).toBe("18 to 21");
    expect(total(bars)).toBeCloseTo(1, 12);
  });

  test("categories: the most changed stand, the rest is one bar", () => {
    const distribution = {
      kind: "categorical",
      categories: shares.map((_, index) => `c${index}`),
      reference: shares.map(() => 1 / 21),
      current: shares,
    } as const;
    const bars = chartOf(aFinding(0, { evidence: { checks: [], distribution } }))?.bars;
    expect(bars).toHaveLength(8);
    expect(bars?.at(-1)?.label).toBe("14 others");
    expect(total(bars)).toBeCloseTo(1, 12);
  });

  test("without distributions: the statistic against its threshold; without both: none", () => {
    expect(chartOf(aFinding(0, { evidence: { checks: [] } }))).toEqual({
      kind: "statistic",
      bars: [{ label: "kolmogorov-smirnov", reference: 0.12, current: 0.31 }],
    });
    expect(chartOf(aFinding(0, { evidence: { checks: [] }, threshold: null }))).toBeNull();
  });

  test("a threshold that is a probability is not drawn", () => {
    expect(
      chartOf(aFinding(0, { analyzer: "decay", verdict: "decayed", evidence: { checks: [] }, statistic: 6.7, pValue: 1e-6, threshold: 0.006 })),
    ).toBeNull();
  });

  test("a calibration gap: what is predicted and what turned out; failures: the usual share and now's", () => {
    expect(chartOf(aFinding(0, { analyzer: "decay", evidence: { checks: [], observed: 0.391, predicted: 0.274 } }))).toEqual({
      kind: "shares",
      bars: [{ label: "positive", reference: 0.274, current: 0.391 }],
      names: ["predicted", "turned out"],
    });
    expect(chartOf(aFinding(0, { analyzer: "errors", statistic: 1, evidence: { checks: [], usualShare: 0.001 } }))).toEqual({
      kind: "shares",
      bars: [{ label: "failed", reference: 0.001, current: 1 }],
      names: ["usual", "now"],
    });
  });
});

test("plain text begins with the sentence", () => {
  expect(plainText(aNotification("firing").message).split("\n")[0]).toBe(sentence);
});

const hostile = aNotification("firing", [aFinding(0, { summary: `<img src=x onerror="alert(1)"> & <!channel> O'Hare`, subject: `"><script>` })]);

test("what comes from data can't become markup in a mail", () => {
  const html = htmlMail(hostile.message);
  expect(html).not.toMatch(/<script|<img/);
  expect(html).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &lt;!channel&gt; O&#39;Hare.");
});

test("what comes from data can't call a channel in Slack; text is always there, blocks are few", () => {
  const message = slackMessage(hostile) as { text: string; blocks: unknown[] };
  expect(message.text).toContain("&lt;!channel&gt;");
  expect(JSON.stringify(message)).not.toContain("<!channel>");
  expect(message.blocks.length).toBeLessThanOrEqual(50);
});

describe("controls, marks of direction and of no width, ends of lines and code fences in data", () => {
  const CATEGORY = "B6\n```\u202e<https://evil.example|here>\u200b\u001b[31m";
  const odd = aNotification("firing", [
    aFinding(0, {
      summary: "flights\r\nFrom: boss\u2028 \u202edrifted",
      subject: "carrier\nSince: never",
      evidence: { checks: [], distribution: { kind: "categorical", categories: [CATEGORY, "UA"], reference: [0.5, 0.5], current: [0.1, 0.9] } },
    }),
  ]);

  test("a mail has the lines that it has without them, in text and subject", () => {
    const lines = plainText(odd.message).split("\n");
    const bars = odd.message.chart?.bars.length ?? 0;
    expect(bars).toBe(2);
    expect(lines).toHaveLength(
      plainText(aNotification("firing").message).split("\n").length - (aNotification("firing").message.chart?.bars.length ?? 0) + bars,
    );
    expect(lines.filter((line) => /^(From|Since):/.test(line))).toHaveLength(1);
    expect(odd.message.subject).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(plainText(odd.message).replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(htmlMail(odd.message).replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  test("Slack's block of letters ends where the chart does; nothing becomes a link", () => {
    const { blocks } = slackMessage(odd) as { blocks: { text?: { text: string; verbatim: boolean } }[] };
    const texts = blocks.flatMap(({ text }) => (text === undefined ? [] : [text]));
    expect(texts.map(({ text }) => text.split("```").length - 1).filter((fences) => fences > 0)).toEqual([2]);
    expect(texts.every(({ text, verbatim }) => verbatim && !text.includes("<http"))).toBe(true);
  });
});

test("a webhook says what, where, since when and until when", () => {
  const { alert } = aNotification("resolved");
  expect(webhookBody(aNotification("resolved"))).toMatchObject({
    type: "alert.resolved",
    data: {
      alertId: alert.alertId,
      name: "flight-delay: departure delay drifted",
      model: "flight-delay",
      since: "2026-06-01T00:00:00.000Z",
      until: new Date(alert.resolvedTime ?? 0).toISOString(),
    },
  });
});

test("a retraining request suggests the range that ends with the newest bad window", () => {
  const notification = aNotification("firing");
  expect(retrainBody(notification, { trainingRange: 30 * DAY })).toMatchObject({
    type: "model.retrain",
    data: {
      idempotencyKey: notification.notificationId,
      model: "flight-delay",
      version: "1",
      reason: sentence,
      trainingRange: {
        from: "2026-05-03T00:00:00.000Z",
        to: "2026-06-02T00:00:00.000Z",
      },
      findings: [
        {
          findingId: "drift-flight-delay-departure_delay-0",
          subject: "departure_delay",
          statistic: 0.31,
        },
      ],
    },
  });
});

test.each([
  [number(1234567), "1\u202f234\u202f567"],
  [number(0.123456), "0.123"],
  [number(0), "0"],
  [number(2e-9), "2.00 × 10⁻⁹"],
  [percent(0.004), "0.4 %"],
  [percent(0.5), "50 %"],
  [percent(0), "0 %"],
  [number(-36.84), "−36.8"],
])("words: %s", (actual, expected) => {
  expect(actual).toBe(expected);
});

test("a mail's HTML has the chart: its title and a row a bar, each as long as its share of the largest; without a chart there is none", () => {
  const { message } = aNotification("firing");
  const { title = "", bars = [] } = message.chart ?? {};
  const html = htmlMail(message);
  expect(html).toContain(`>${title} &nbsp;`);
  const widths = [...html.matchAll(/width:(\d+)px;font-size:0/g)].map(([, width]) => Number(width));
  const values = bars.flatMap(({ reference, current }) => [reference, current]);
  expect(values.length).toBeGreaterThan(3);
  const [widest, largest] = [Math.max(...widths), Math.max(...values)];
  expect(widths).toEqual(values.map((value) => Math.max(1, Math.round((value / largest) * widest))));
  expect(htmlMail({ ...message, chart: null })).not.toContain("<caption");
});
