/**
 * What can be wrong with data, named as TensorFlow Data Validation names it, in camel case (`SCHEMA_MISSING_COLUMN`); times and lengths, which it does not know, have names of ours.
 * [tensorflow.org/tfx/data_validation/anomalies]
 */
export type AnomalyKind =
  | "datasetLowNumExamples"
  | "schemaMissingColumn"
  | "schemaNewColumn"
  | "featureTypeNotPresent"
  | "featureTypeLowFractionPresent"
  | "featureTypeLowUnique"
  | "enumTypeUnexpectedStringValues"
  | "boolTypeUnexpectedString"
  | "floatTypeStringNotFloat"
  | "floatTypeSmallFloat"
  | "floatTypeBigFloat"
  | "floatTypeHasInf"
  | "intTypeNotIntString"
  | "intTypeIntExpected"
  | "intTypeSmallInt"
  | "intTypeBigInt"
  | "stringTypeNowFloat"
  | "timeTypeNotTime"
  | "textTypeUnexpectedLength";

/** One rule that data break. */
export interface Anomaly {
  /** Null: the data set. */
  readonly column: string | null;
  readonly kind: AnomalyKind;
  /** `error`: a program that was made for the schema may fail or be wrong; `warning`: it is to be looked at. */
  readonly severity: "error" | "warning";
  /** Rows that break the rule, and their share of the rows that could, 0–1; null where it is not about rows. */
  readonly rows: number | null;
  readonly share: number | null;
  /** Values that break it, up to three. */
  readonly examples: readonly string[];
  /** One sentence: what is wrong, how often. */
  readonly detail: string;
  /** What would be right. */
  readonly expected: string;
}
