/** One row of `inferences`: one scored row. An absent key was not sent; what was sent as missing (null, NaN, empty cell) is named in `missing_features`. Numbers are finite. */
export interface InferenceRow {
  readonly event_time: number;
  readonly received_time: number;
  readonly model: string;
  readonly version: string;
  readonly variant: string;
  readonly request_id: string;
  readonly row_number: number;
  readonly feature_numbers: Readonly<Record<string, number>>;
  readonly feature_categories: Readonly<Record<string, string>>;
  readonly feature_vectors: Readonly<Record<string, readonly number[]>>;
  readonly missing_features: readonly string[];
  readonly prediction_numbers: Readonly<Record<string, number>>;
  readonly prediction_categories: Readonly<Record<string, string>>;
  /** Context that is no feature; absent: none. */
  readonly tags?: Readonly<Record<string, string>>;
}
