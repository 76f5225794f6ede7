import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Sampler, type SampledRequest, type Sampling } from "../../../serving/capture/sampler.ts";

const request = (more: Partial<SampledRequest> = {}): SampledRequest => ({ requestId: "r", model: "m", failed: false, totalMs: 10, receivedTime: 0, ...more });
const rule = (more: object) => ({ models: [], errors: false, share: 1, ...more });
const decide = (sampling: Partial<Sampling>, of: SampledRequest) => new Sampler({ share: 0, rules: [], ...sampling }).decide(of);

describe("which rows are kept", () => {
  test.each<[string, Partial<Sampling>, Partial<SampledRequest>, string]>([
    ["share 1: all", { share: 1 }, {}, "row"],
    ["share 0: none", { share: 0 }, {}, "out"],
    ["a model's own share goes before", { share: 0, rules: [rule({ models: ["m"] })] }, {}, "row"],
    ["of models, the first rule that fits", { rules: [rule({ models: ["m*"], share: 0 }), rule({ models: ["m"] })] }, {}, "out"],
    ["another model's share is none of its business", { share: 0, rules: [rule({ models: ["n"] })] }, {}, "out"],
    ["all that failed, beside the sample", { rules: [rule({ errors: true })] }, { failed: true }, "beside"],
    ["none that did not", { rules: [rule({ errors: true })] }, {}, "out"],
    ["all slow ones, beside the sample", { rules: [rule({ slowerThan: 500 })] }, { totalMs: 501 }, "beside"],
    ["just as slow is not slower (strict >)", { rules: [rule({ slowerThan: 500 })] }, { totalMs: 500 }, "out"],
    ["what is in the sample is in it, slow or not", { share: 1, rules: [rule({ slowerThan: 500 })] }, { totalMs: 501 }, "row"],
    ["a rule that keeps nothing adds nothing", { rules: [rule({ slowerThan: 500, share: 0 })] }, { totalMs: 501 }, "out"],
    ["a model's share is no rule for slow ones", { rules: [rule({ models: ["m"], share: 0 }), rule({ slowerThan: 500 })] }, { totalMs: 501 }, "beside"],
  ])("%s", (_, sampling, more, expected) => expect(decide(sampling, request(more))).toBe(expected));

  test("a greater share keeps what a smaller one does, and more", () =>
    fc.assert(
      fc.property(fc.string(), fc.float({ min: 0, max: 1, noNaN: true }), fc.float({ min: 0, max: 1, noNaN: true }), (requestId, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        return decide({ share: less }, request({ requestId })) === "out" || decide({ share: more }, request({ requestId })) === "row";
      }),
    ));

  test("about as many as the share says, of ids of any kind", () => {
    for (const id of [(i: number) => `r${i}`, (i: number) => `0199f0c2-7${i.toString(16).padStart(3, "0")}-7000-8000-${i.toString(16).padStart(12, "0")}`]) {
      const sampler = new Sampler({ share: 0.01, rules: [] });
      const kept = Array.from({ length: 100_000 }, (_, i) => sampler.decide(request({ requestId: id(i) }))).filter((one) => one === "row").length;
      expect(kept).toBeGreaterThan(850);
      expect(kept).toBeLessThan(1_150);
    }
  });
});

test("at most so many a second and model, rows beside the sample among them", () => {
  const sampler = new Sampler({ share: 1, rules: [], maxPerSecond: 2 });
  const at = (receivedTime: number, model = "m") => sampler.decide(request({ receivedTime, model }));
  expect([at(1_000), at(1_500), at(1_999), at(1_999, "n"), at(2_000), at(2_001), at(2_002)]).toEqual(["row", "row", "out", "row", "row", "row", "out"]);
});
