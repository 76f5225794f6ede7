import type { Recorded } from "./outcome.ts";
import type { RowSelection } from "./columns.ts";

/** One record of scipy_columns.json or evidently_columns.json. */
export interface ColumnRecord {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly pair: string;
  readonly column: string;
  readonly ref: RowSelection;
  readonly cur: RowSelection;
  readonly value: Recorded;
  readonly p_value: Recorded;
  readonly threshold: number | null;
  readonly drift: boolean | null;
  readonly df?: number;
  readonly error?: string;
  readonly stochastic?: boolean;
  /** Whether the column is of an integer type in both files; added by us. */
  readonly integers: boolean;
}
