/** One row of `labels`: the ground truth of one scored row, or that it is taken back; a later `received_time` revises, of those received at once the later `sequence`. */
export interface LabelRow {
  readonly model: string;
  readonly request_id: string;
  readonly row_number: number;
  /** What names the rows in place of a request's id, which is empty then: values of the features or tags of `labels.key`. Left out: none. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Numbers in shortest form, classes as they are. */
  readonly label: string;
  /** Event time at which the truth was known, epoch milliseconds. */
  readonly observed_time: number;
  readonly received_time: number;
  readonly source: string;
  /** 1: the label is taken back; then `label` says nothing. Left out: 0. */
  readonly withdrawn?: 0 | 1;
  /** Rises with every label that one process takes. Left out: 0. */
  readonly sequence?: number;
}
