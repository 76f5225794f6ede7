/** By what rule drift judges: one name for as long as the same inputs give the same verdict. Findings record it, so that those judged by a rule that is gone say so when they are verified. */
export const DRIFT_RULE = "sampling, spread, intervals, served windows and the other features of renamed levels";
