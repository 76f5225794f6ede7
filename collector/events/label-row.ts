/** One row of `labels`: the ground truth of one scored row; a later `received_time` revises. */
export interface LabelRow {
  readonly model: string;
  readonly request_id: string;
  readonly row_number: number;
  /** Numbers in shortest form, classes as they are. */
  readonly label: string;
  /** Event time at which the truth was known, epoch milliseconds. */
  readonly observed_time: number;
  readonly received_time: number;
  readonly source: string;
}
