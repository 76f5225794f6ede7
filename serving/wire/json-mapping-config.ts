import { z } from "zod";
import { parseJsonPath } from "./json-path.ts";

/** A way to a value in a JSON body. */
export const jsonPath = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    try {
      parseJsonPath(text);
    } catch {
      context.addIssue({ code: "custom", message: `got "${text}", expected a path such as payload.items[*].features` });
    }
  });

const half = z.strictObject({
  rows: jsonPath.optional(),
  model: jsonPath.optional(),
  version: jsonPath.optional(),
  requestId: jsonPath.optional(),
  error: jsonPath.optional(),
});

/** Where a JSON API of one's own puts what is to be captured: paths into its request and its answer. What is not named is found as without a mapping. */
export const jsonMapping = z.strictObject({ request: half.prefault({}), response: half.prefault({}) });
