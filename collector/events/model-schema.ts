import { z } from "zod";
import { labelConfig } from "./label-config.ts";

const feature = z.strictObject({
  name: z.string().min(1),
  type: z.enum(["numeric", "categorical", "vector"]),
  /** In words, singular or symbol: "minutes", "°F". Lets a unit change be named. */
  unit: z.string().optional(),
});

/** What a team declares of a model: how its columns are called and which of them is the score. Beside an ONNX file as `model.yaml`, or under `models:` in the configuration. */
export const modelSchema = z.strictObject({
  name: z.string().min(1),
  /** Empty: any version. */
  version: z.coerce.string().default(""),
  description: z.string().default(""),
  task: z.enum(["binary", "multiclass", "regression"]),
  /** Class that counts as positive (binary). */
  positive: z.coerce.string().default("1"),
  /** All classes that there are (binary, multiclass): a label that is none of them is refused. Left out: unknown, but for the opposite of a positive class that is a truth word. */
  classes: z.array(z.coerce.string()).min(2, "expected two classes or more").optional(),
  /** Prediction column with the probability of the positive class (binary) or of the predicted one (multiclass), or the predicted number (regression). */
  score: z.string().optional(),
  /** Prediction column with the predicted class. */
  prediction: z.string().optional(),
  /** Period the training data came from, ISO 8601; staleness counts from its end. */
  trainedOn: z.strictObject({ from: z.coerce.string(), to: z.coerce.string() }).optional(),
  features: z.array(feature).default([]),
  /** How its labels are told, beyond a request's id and a class or number. */
  labels: labelConfig.optional(),
});

export type ModelSchema = z.infer<typeof modelSchema>;
