import { z } from "zod";

const names = z.array(z.string().min(1)).default([]);

const rule = z
  .strictObject({
    /** Models that it holds for; none: all. */
    models: names,
    /** Features and predictions by name; `*` stands for any text, case does not count. A name covers all that is nested under it. */
    fields: names,
    /** Tags by name, likewise. `variant` is the header `tidemark-variant`. */
    tags: names,
    /** `drop`: not kept. `hash`: a keyed pseudonym. `mask`: a few characters. `bin`: a number's range. `keep`: as it is, where what is not declared is dropped. */
    action: z.enum(["drop", "hash", "mask", "bin", "keep"]),
    /** Of a mask: characters that stay at the beginning, and at the end. */
    first: z.int().min(0).max(64).optional(),
    last: z.int().min(0).max(64).optional(),
    /** Of bins: all of this width from 0 on, or their edges. */
    width: z.number().positive().optional(),
    edges: z.array(z.number()).min(1).optional(),
  })
  .superRefine(({ fields, tags, action, first, last, width, edges }, context) => {
    const mistake = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
    if (fields.length + tags.length === 0) mistake([], `says nothing of what it is for; expected fields or tags`);
    if (action !== "mask" && (first !== undefined || last !== undefined)) mistake([first === undefined ? "last" : "first"], "goes with action: mask alone");
    if (action !== "bin" && (width !== undefined || edges !== undefined)) mistake([width === undefined ? "edges" : "width"], "goes with action: bin alone");
    if (action === "bin" && (width === undefined) === (edges === undefined)) mistake(["action"], "bins are told by one of width and edges");
    if (action === "bin" && tags.length > 0) mistake(["tags"], "tags are text, which has no bins; expected drop, hash, mask or keep");
    if (edges?.some((edge, index) => index > 0 && edge <= (edges[index - 1] ?? edge)) === true) mistake(["edges"], "expected edges that rise");
  });

/** One rule; the first that fits a name is the one that holds. */
export type PrivacyRule = z.infer<typeof rule>;

/** The section `privacy` of the configuration: what of a request may be kept, and how. Applied in the capture thread before anything reaches the log, and to baselines from files alike. */
export const privacyConfig = z
  .strictObject({
    /** Keys of the pseudonyms, one a line: an id, 32 bytes or more in base64, and from the second on the time from which it is used. */
    keysFile: z.string().min(1).optional(),
    rules: z.array(rule).default([]),
    /** What is done with features, predictions and tags that neither the model's schema nor a rule names, and with models that are not declared. */
    undeclared: z.enum(["keep", "drop"]).default("keep"),
    /** Ids of requests as they come, or their pseudonyms; ids of labels alike. */
    requestIds: z.enum(["keep", "hash"]).default("keep"),
    /** What of prompts and answers of OpenAI's API may be kept beside their lengths: nothing, or also in dead letters and errors. */
    texts: z.enum(["withhold", "keep"]).default("withhold"),
  })
  .superRefine(({ keysFile, rules, requestIds }, context) => {
    const hashes = requestIds === "hash" || rules.some(({ action }) => action === "hash");
    if (hashes && keysFile === undefined)
      context.addIssue({ code: "custom", path: ["keysFile"], message: "is missing; hashing needs a key, in a file of its own (docs/privacy.md)" });
  });

export type PrivacyConfig = z.infer<typeof privacyConfig>;

/** Whether anything is asked for that must not leave in clear: then neither does what cannot be read. */
export function hasRules({ rules, undeclared, requestIds }: PrivacyConfig): boolean {
  return rules.length > 0 || undeclared === "drop" || requestIds === "hash";
}
