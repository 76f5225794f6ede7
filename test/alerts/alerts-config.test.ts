import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { alertsConfig } from "../../alerts/alerts-config.ts";
import { loadChannels } from "../../alerts/channel.ts";
import { Secret } from "../../alerts/delivery/secret.ts";

const schema = alertsConfig(await loadChannels());
const slack = { name: "team", channel: "slack", url: "https://hooks.slack.com/services/T0/B0/token" };

test("with nothing given: no receivers, a repeat every four hours", () => {
  expect(schema.parse({})).toMatchObject({ rules: [], receivers: [], silences: [], repeatInterval: 4 * 3_600_000, delivery: { attempts: 5, backoff: 1000 } });
});

test("a rule's spans are windows or event time; a receiver's options are its channel's", () => {
  const parsed = schema.parse({
    rules: [{ name: "drift", match: { analyzer: "drift" }, for: "1d", keepFiringFor: 3, receivers: ["team"] }],
    receivers: [slack],
  });
  expect(parsed.rules[0]).toMatchObject({ for: { ms: 86_400_000 }, keepFiringFor: { windows: 3 }, receivers: ["team"] });
  expect(parsed.receivers[0]).toMatchObject({ name: "team", channel: "slack", options: { url: expect.any(Secret) } });
});

describe("what is wrong is named with its place, never with its value", () => {
  const secret = "c2VjcmV0LXRoYXQtbXVzdC1uZXZlci1iZS1zaG93bg==";
  test.each<{ rule: string; config: object; expected: { path: readonly PropertyKey[]; message: string } }>([
    {
      rule: "a channel that there is not",
      config: { receivers: [{ name: "a", channel: "pigeon" }] },
      expected: { path: ["receivers", 0, "channel"], message: '"email"|"retrain"|"slack"|"webhook"' },
    },
    { rule: "an option of another channel", config: { receivers: [{ ...slack, host: secret }] }, expected: { path: ["receivers", 0], message: '"host"' } },
    {
      rule: "both url and urlFile",
      config: { receivers: [{ ...slack, urlFile: "/run/secrets/slack" }] },
      expected: { path: ["receivers", 0], message: "expected one of url and urlFile" },
    },
    {
      rule: "a webhook secret too short",
      config: { receivers: [{ name: "a", channel: "webhook", url: "https://example.com", secrets: ["whsec_c2hvcnQ="] }] },
      expected: { path: ["receivers", 0, "secrets", 0], message: "24 bytes" },
    },
    {
      rule: "a webhook without a secret",
      config: { receivers: [{ name: "a", channel: "webhook", url: "https://example.com" }] },
      expected: { path: ["receivers", 0], message: "at least one of secrets and secretFiles" },
    },
    {
      rule: "a password without a user",
      config: { receivers: [{ name: "a", channel: "email", host: "h", from: "a@b.c", to: ["a@b.c"], password: secret }] },
      expected: { path: ["receivers", 0], message: "together" },
    },
    {
      rule: "a rule's receiver that there is not",
      config: { rules: [{ name: "r", receivers: ["nobody"] }], receivers: [slack] },
      expected: { path: ["rules", 0, "receivers"], message: 'no receiver is called "nobody"; there are: team' },
    },
    { rule: "two of one name", config: { receivers: [slack, slack] }, expected: { path: ["receivers", 1, "name"], message: 'the name "team" is taken' } },
    { rule: "a span in words", config: { rules: [{ name: "r", for: "soon" }] }, expected: { path: ["rules", 0, "for"], message: "" } },
  ])("$rule", ({ config, expected }) => {
    const { error } = schema.safeParse(config);
    expect(error?.issues).toEqual([expect.objectContaining({ path: expected.path, message: expect.stringContaining(expected.message) })]);
    expect(inspect(error, { depth: 9 })).not.toContain(secret);
  });
});

describe("a secret", () => {
  test("is read from its file each time, without the line's end", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tidemark-secret-"));
    try {
      const file = join(folder, "secret");
      const secret = new Secret({ file });
      await expect(secret.reveal()).rejects.toThrow(`the file ${file} is missing`);
      for (const value of ["old", "new"]) {
        await writeFile(file, `${value}\n`);
        expect(await secret.reveal()).toBe(value);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("does not show in text, JSON or the inspector", () => {
    const secret = new Secret({ value: "hush" });
    expect([secret.toString(), JSON.stringify({ secret }), inspect({ secret }, { showHidden: true, depth: 9 })].join()).not.toContain("hush");
  });
});
