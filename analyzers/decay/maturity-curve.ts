const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long labels may take, milliseconds: a label counts at the first edge that it does not pass. One that takes longer than the last counts nowhere. */
export const DELAY_EDGES: readonly number[] = [
  ...[1, 5, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 4, 6, 9, 12, 18].map((hours) => hours * HOUR),
  ...[1, 1.5, 2, 3, 4, 5, 7, 10, 14, 21, 30, 45, 60, 91].map((days) => days * DAY),
];

/** Rows of about one time, and which labels of them were known at a moment. Epoch milliseconds. */
export interface Cohort {
  readonly rows: number;
  readonly meanTime: number;
  readonly lastTime: number;
  /** Labelled rows by how long the first label took, one a delay edge. */
  readonly labelled: readonly number[];
}

/** The scored rows of one local day, or of a window's part of it. */
export interface LabelCohort extends Cohort {
  readonly day: number;
  /** Start of the window it belongs to, where that is judged; 0: of the days before. */
  readonly window: number;
  /** Its parts by declared segment; nothing where none is. */
  readonly segments?: readonly (Cohort & { readonly name: string })[];
  /** Rows with a score from 0 to 1, and its sum: of those with a label, and of the others. Nothing where the model has no such score. */
  readonly scores?: {
    readonly labelled: { readonly rows: number; readonly sum: number };
    readonly without: { readonly rows: number; readonly sum: number };
  };
}

/** How many rows have a label after how long, learned. */
export interface MaturityCurve {
  /** Share of the rows with a label by each delay edge, of those edges that enough rows were followed to. */
  readonly shares: readonly number[];
  /** Share of the rows that ever get one: that of the last edge. The rest never does, as far as rows were followed. */
  readonly ever: number;
  readonly rows: number;
}

/** Rows that must be left, still followed, for a share to be believed. */
const FEWEST = 200;

/**
 * The curve by Kaplan and Meier's product limit over delay edges: at each edge, of the rows without a label so far that were followed to it, the share that got theirs. Rows that came too late to be followed so far leave the count there, unlabelled or not (they are censored). The rows that
 * never get a label are the part of them that is left at the last edge (a cure fraction), so that maturity, held against those that do, reaches 1.
 * [Kaplan & Meier 1958; Maller & Zhou 1992, Estimating the proportion of immunes in a censored sample]
 * @param until when the cohorts' labels were known; null: too few rows
 */
export function learnMaturity(cohorts: readonly Cohort[], until: number): MaturityCurve | null {
  const shares: number[] = [];
  let without = 1;
  for (const [place, edge] of DELAY_EDGES.entries()) {
    const followed = cohorts.filter(({ lastTime }) => until - lastTime >= edge);
    const rows = followed.reduce((sum, one) => sum + one.rows, 0);
    if (rows < FEWEST) break;
    const before = followed.reduce((sum, { labelled }) => sum + labelled.slice(0, place).reduce((all, count) => all + count, 0), 0);
    const now = followed.reduce((sum, { labelled }) => sum + (labelled[place] ?? 0), 0);
    without *= rows === before ? 1 : 1 - now / (rows - before);
    shares.push(1 - without);
  }
  return shares.length === 0 ? null : { shares, ever: 1 - without, rows: cohorts.reduce((sum, one) => sum + one.rows, 0) };
}

/** Share of rows of such an age that have a label, straight between the edges; none at age 0. @param age milliseconds */
export function labelledShareAt({ shares, ever }: MaturityCurve, age: number): number {
  const place = DELAY_EDGES.findIndex((edge) => edge >= age);
  if (place < 0 || place >= shares.length) return ever;
  const [from, to] = [DELAY_EDGES[place - 1] ?? 0, DELAY_EDGES[place] ?? 0];
  const [low, high] = [shares[place - 1] ?? 0, shares[place] ?? 0];
  return low + ((high - low) * Math.max(0, age - from)) / (to - from);
}

/** Share of the labels that rows will ever get that they should have by now, 0–1; null where none ever came. */
export function maturityOf(curve: MaturityCurve, cohorts: readonly Pick<Cohort, "rows" | "meanTime">[], until: number): number | null {
  const rows = cohorts.reduce((sum, one) => sum + one.rows, 0);
  if (rows === 0 || curve.ever === 0) return null;
  return cohorts.reduce((sum, one) => sum + one.rows * labelledShareAt(curve, until - one.meanTime), 0) / (rows * curve.ever);
}
