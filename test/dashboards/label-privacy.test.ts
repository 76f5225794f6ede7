import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { modelSchema } from "../../collector/events/model-schema.ts";
import { privacyConfig } from "../../collector/events/privacy/privacy-config.ts";
import type { PrivacyKeys } from "../../collector/events/privacy/privacy-keys.ts";
import { labelPrivacy } from "../../dashboards/api/label-privacy.ts";
import { Redaction } from "../../serving/capture/redaction.ts";

const ROTATED = Date.UTC(2026, 6, 1);
const keys: PrivacyKeys = ["k1", "k2"].map((id, index) => ({ id, secret: randomBytes(32), from: index === 0 ? Number.NEGATIVE_INFINITY : ROTATED }));
const schema = modelSchema.parse({
  name: "loans",
  task: "binary",
  features: [{ name: "Loan_id", type: "categorical" }],
  labels: { key: ["Loan_id", "tenant"] },
});

/** A value as a row of the feature, a row of the tag and a label have it. */
function kept(config: object, at: number) {
  const privacy = { config: privacyConfig.parse({ keysFile: "keys", ...config }), keys };
  const redaction = new Redaction(privacy, { model: "", version: "", schemas: [schema], tags: [{ name: "tenant", path: "x" }] });
  const ofLabel = labelPrivacy(privacy.config, keys, ["tenant"]);
  const field = redaction.values("loans", at, false);
  return {
    feature: field === undefined ? "A-17" : field("Loan_id", [], "A-17"),
    featureLabel: ofLabel.key(schema, "Loan_id", "A-17"),
    tag: redaction.tag("tenant", "acme", "loans", at),
    tagLabel: ofLabel.key(schema, "tenant", "acme"),
    another: field?.("plan", [], "A-17"),
  };
}

describe("what labels name rows by is, on rows and labels, before and after a key's rotation", () => {
  const HASHED = { rules: [{ fields: ["*_id", "plan"], tags: ["tenant"], action: "hash" }] };
  test.each([
    ["as it is without rules", {}, "A-17", "acme"],
    ["as it is where only what is declared is kept", { undeclared: "drop" }, "A-17", "acme"],
    [
      "as it is under an exception",
      {
        rules: [
          { fields: ["loan_id"], action: "keep" },
          { fields: ["*"], tags: ["note"], action: "drop" },
        ],
      },
      "A-17",
      "acme",
    ],
    ["a pseudonym under the first key", HASHED, /^#k1:/, /^#k1:/],
  ])("%s", (_, config, feature, tag) => {
    for (const at of [ROTATED - 1, ROTATED + 1]) {
      const found = kept(config, at);
      expect(found.feature).toEqual(typeof feature === "string" ? feature : expect.stringMatching(feature));
      expect(found.tag).toEqual(typeof tag === "string" ? tag : expect.stringMatching(tag));
      expect([found.featureLabel, found.tagLabel]).toEqual([found.feature, found.tag]);
    }
  });

  test("other hashed values go over to the second key", () => {
    expect([kept(HASHED, ROTATED - 1).another, kept(HASHED, ROTATED + 1).another]).toEqual([expect.stringMatching(/^#k1:/), expect.stringMatching(/^#k2:/)]);
  });

  test("nothing of it where rows keep too little to be found by it", () => {
    expect(kept({ rules: [{ fields: ["loan_id"], action: "mask", last: 2 }] }, ROTATED).featureLabel).toBe("");
  });
});
