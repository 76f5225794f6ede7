import { LRUCache } from "lru-cache";
import { betaBinomialTail } from "../../statistics/beta-binomial.ts";
import { meanVariance, WORTH } from "./neighbours.ts";
import { meanOfLevels, meanOverLevels, type Spread, spreadOf, usualSize } from "../../statistics/spread.ts";

/** Rows of one window, and how many of them are of a kind: missing, or of a level that no other window has. */
export interface SeenShare {
  readonly of: number;
  readonly rows: number;
}

/** What the share of such rows does when nothing changes. */
export interface ShareNull {
  /** Rows of the kind in the baseline, and all of its rows. */
  readonly seen: number;
  readonly rows: number;
  /** How windows differ beyond sampling, on the logit of the share. */
  readonly spread: Spread;
  /** Windows of the baseline that these rows are the mean of; infinite where that is not known. */
  readonly windows: number;
}

/** From so many rows of either kind on, the logit of a share is taken for normal. */
const MANY = 6;

/** How the share differs between windows that are alike: what each kind of windows teaches, all kinds together. @param scale of the prior on the logit */
export function shareSpread(kinds: readonly (readonly SeenShare[])[], scale: number): Spread {
  const taught = kinds.flatMap((windows) => (windows.length < 2 ? [] : [grouped(windows)]));
  return spreadOf(scale, (size) =>
    taught.reduce(
      (sum, { alike, share, weight, factor }) =>
        sum + weight * alike.reduce((log, { of, rows, times }) => log + times * logChance(of, rows, share, factor * size), 0),
      0,
    ),
  );
}

/** Rows of the kind, and all rows, of some windows. */
export function shareTotals(windows: readonly SeenShare[]): { readonly seen: number; readonly rows: number } {
  return { seen: windows.reduce((sum, window) => sum + window.of, 0), rows: windows.reduce((sum, window) => sum + window.rows, 0) };
}

/** Windows with the same counts are judged once. A window has a part in the share that it is held against, so n windows tell what n − 1 would. */
function grouped(windows: readonly SeenShare[]): {
  readonly alike: readonly (SeenShare & { readonly times: number })[];
  readonly share: number;
  readonly weight: number;
  readonly factor: number;
} {
  const { seen, rows } = shareTotals(windows);
  const kinds = Map.groupBy(windows, (window) => `${window.of}/${window.rows}`);
  const alike = [...kinds.values()].flatMap((group) => (group[0] === undefined || group[0].rows === 0 ? [] : [{ ...group[0], times: group.length }]));
  return {
    alike,
    share: (seen + 0.5) / (rows + 1),
    weight: (WORTH * (windows.length - 1)) / windows.length,
    factor: Math.sqrt(1 - meanVariance(windows.length)),
  };
}

/**
 * Chance of at least `of` such rows among `rows`: beta-binomial, the share drawn from what the baseline's rows leave possible (uniform beforehand), its odds multiplied by the window's own level; with no spread and none seen it is that of order statistics, (n ÷ (n + N))ᵏ.
 */
export function shareChance(known: ShareNull, { of, rows }: SeenShare): number {
  if (of <= 0 || rows <= 0) return 1;
  const [a, b] = [known.seen + 1, known.rows - known.seen + 1];
  const share = a / (a + b);
  const factor = Math.sqrt(1 + meanVariance(known.windows));
  return meanOverLevels(known.spread, (level, size) =>
    betaBinomialTail(of, rows, { failed: a, answered: b * Math.exp(meanShift(share, factor * size) - factor * level) }),
  );
}

/** Thresholds of columns that were always complete are the same. */
const remembered = new LRUCache<string, number>({ max: 5000 });

/** The least number of rows whose chance is at most `level`, as a share; over 1 where not even all would do. */
export function shareAt(known: ShareNull, level: number, rows: number): number {
  const key = [known.seen, known.rows, known.windows, usualSize(known.spread), level, rows].join("/");
  const share = remembered.get(key) ?? leastRows(rows, (of) => shareChance(known, { of, rows }) <= level) / rows;
  remembered.set(key, share);
  return share;
}

function leastRows(rows: number, improbable: (of: number) => boolean): number {
  let [low, high] = [0, 4];
  while (high <= rows && !improbable(high)) [low, high] = [high, 2 * high];
  high = Math.min(high, rows + 1);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (improbable(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** What a level's odds are divided by, so that the mean of the share stays what it is. */
function meanShift(share: number, size: number): number {
  return ((1 - 2 * share) * size * size) / 2;
}

function logChance(of: number, rows: number, share: number, size: number): number {
  const centre = Math.log(share / (1 - share)) - meanShift(share, size);
  if (of >= MANY && rows - of >= MANY) {
    const variance = size * size + 1 / of + 1 / (rows - of);
    return -Math.log(variance) / 2 - (Math.log(of / (rows - of)) - centre) ** 2 / (2 * variance) + Math.log(1 / of + 1 / (rows - of)) / 2;
  }
  // Next to what the share itself makes of it, so that both forms are on one scale.
  const best = of === 0 ? 0 : of * Math.log(of / rows) + (rows - of) * (rows === of ? 0 : Math.log1p(-of / rows));
  const given = (logit: number): number => Math.exp(-of * Math.log1p(Math.exp(-logit)) - (rows - of) * Math.log1p(Math.exp(logit)) - best);
  return Math.log(Math.max(size === 0 ? given(centre) : meanOfLevels(size, (level) => given(centre + level)), Number.MIN_VALUE));
}
